#include "ledger/backups.h"

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "daemon/rpc/worker.h"
#include "daemon/services/services.h"
#include "ledger/base/refusal.h"
#include "tally/v1/backups.pb.h"

namespace tally {

ServicePtr ServeBackups(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Backup::descriptor()->file(), "Backups", serving);
  const auto worker = std::make_shared<Worker>();
  const Stops stops = [&in_flight = serving.in_flight] { return in_flight.is_closed(); };

  service->LongQuery<v1::CreateBackup, v1::Backup>(
      "Create", worker, [serving, stops](const v1::CreateBackup&) {
        return CreateBackup(serving.ledger.log(), serving.signer, serving.backups, stops);
      });
  service->Query<v1::ListBackups, v1::BackupList>(
      "List", [serving](const v1::ListBackups&, const View&) {
        return ListBackups(serving.backups, serving.ledger.log().env());
      });
  service->LongQuery<v1::VerifyBackup, v1::VerifyBackupReply>(
      "Verify", worker, [serving, stops](const v1::VerifyBackup& query) {
        return VerifyBackup(serving.backups, query.backup_id(), serving.signer.verifier_key(),
                            stops, serving.ledger.log().env());
      });
  service->LongQuery<v1::RestoreBackup, v1::RestoreBackupReply>(
      "Restore", worker,
      [serving, stops](const v1::RestoreBackup& query) -> absl::StatusOr<v1::RestoreBackupReply> {
        if (!absl::StartsWith(query.directory(), "/")) {
          return Refuse(v1::REASON_FIELD_INVALID, "directory",
                        absl::StrCat("is \"", query.directory(), "\", which is no absolute path"));
        }
        return RestoreBackup(serving.backups, query.backup_id(), query.directory(), stops,
                             serving.ledger.log().env());
      });
  return service;
}

}  // namespace tally
