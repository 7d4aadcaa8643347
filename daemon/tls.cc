#include "daemon/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/durable_file.h"

namespace tally {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::TlsServerCredentialsOptions;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Text = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr unsigned kSecondsBetweenLooks = 1;

absl::Status Unfit(const std::string& path, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", why));
}

absl::StatusOr<Text> Open(const std::string& path) {
  const absl::StatusOr<std::string> content = ReadWhole(path);
  if (!content.ok()) return absl::FailedPreconditionError(content.status().message());
  Text text(BIO_new(BIO_s_mem()), &BIO_free);
  BIO_write(text.get(), content->data(), static_cast<int>(content->size()));
  return text;
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& path) {
  const absl::StatusOr<Text> text = Open(path);
  if (!text.ok()) return text.status();
  Certificate certificate(PEM_read_bio_X509(text->get(), nullptr, nullptr, nullptr), &X509_free);
  if (certificate == nullptr) return Unfit(path, "holds no certificate in PEM");
  return certificate;
}

// A key with a passphrase would be asked for on a terminal; nobody is there.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::StatusOr<Key> ReadKey(const std::string& path) {
  const absl::StatusOr<Text> text = Open(path);
  if (!text.ok()) return text.status();
  Key key(PEM_read_bio_PrivateKey(text->get(), nullptr, &NoPassphrase, nullptr), &EVP_PKEY_free);
  if (key == nullptr) return Unfit(path, "holds no key in PEM, or one with a passphrase");
  struct stat found = {};
  if (stat(path.c_str(), &found) == 0 && (found.st_mode & S_IRWXO) != 0) {
    return Unfit(path, "every user of this machine can get at the key; chmod it to 0600 or 0640");
  }
  return key;
}

}  // namespace

absl::Status CheckTlsFiles(const TlsFiles& files) {
  const absl::StatusOr<Certificate> certificate = ReadCertificate(files.certificate);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<Key> key = ReadKey(files.key);
  if (!key.ok()) return key.status();
  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    return Unfit(files.key, absl::StrCat("is not the key of ", files.certificate));
  }
  if (files.client_ca.empty()) return absl::OkStatus();
  return ReadCertificate(files.client_ca).status();
}

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files) {
  TlsServerCredentialsOptions options(std::make_shared<FileWatcherCertificateProvider>(
      files.key, files.certificate, files.client_ca, kSecondsBetweenLooks));
  options.watch_identity_key_cert_pairs();
  if (!files.client_ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace tally
