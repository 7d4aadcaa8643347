#include "daemon/services/services.h"
#include "tally/v1/backups.pb.h"

namespace tally {
namespace {

template <class Q, class Reply>
void Later(RpcService& service, const char* method) {
  service.Query<Q, Reply>(method, [](const Q&, const View&) -> absl::StatusOr<Reply> {
    return absl::UnimplementedError("not served yet");
  });
}

}  // namespace

ServicePtr ServeBackups(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Backup::descriptor()->file(), "Backups", serving);
  Later<v1::CreateBackup, v1::Backup>(*service, "Create");
  Later<v1::ListBackups, v1::BackupList>(*service, "List");
  Later<v1::VerifyBackup, v1::VerifyBackupReply>(*service, "Verify");
  Later<v1::RestoreBackup, v1::RestoreBackupReply>(*service, "Restore");
  return service;
}

}  // namespace tally
