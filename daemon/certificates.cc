#include "daemon/certificates.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/durable_file.h"
#include "ledger/base/private_directory.h"
#include "ledger/base/random.h"
#include "ledger/formats/format.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Text = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr absl::Duration kCaLifetime = absl::Hours(24 * 3653);
constexpr absl::Duration kLifetime = absl::Hours(24 * 365);
// Clocks of clients may be somewhat behind.
constexpr absl::Duration kClocksDiffer = absl::Hours(1);
constexpr size_t kSerialBytes = 16;

// OpenSSL fails at what is done here only without memory or randomness.
void Must(bool succeeded) {
  if (succeeded) return;
  std::fprintf(stderr, "tallyd: OpenSSL cannot make a certificate\n");
  std::abort();
}

// A certificate and its key.
struct Pair {
  Certificate certificate{nullptr, &X509_free};
  Key key{nullptr, &EVP_PKEY_free};
};

// What a certificate is to say.
struct Wanted {
  std::string common_name;
  // The CA that signs it; itself if null.
  const Pair* ca = nullptr;
  absl::Duration lifetime;
  // Extensions, each as OpenSSL's x509v3_config(5) writes it.
  std::vector<std::pair<int, std::string>> extensions;
};

void SetSerial(X509& certificate) {
  std::string bytes = RandomBytes(kSerialBytes);
  bytes.front() = static_cast<char>((bytes.front() & 0x3f) | 0x40);  // Positive, and never short.
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                static_cast<int>(bytes.size()), nullptr),
      &BN_free);
  Must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr);
}

void SetTimes(X509& certificate, absl::Time now, absl::Duration lifetime) {
  ASN1_TIME_set(X509_getm_notBefore(&certificate), absl::ToTimeT(now - kClocksDiffer));
  ASN1_TIME_set(X509_getm_notAfter(&certificate), absl::ToTimeT(now + lifetime));
}

void AddExtension(X509& certificate, X509& issuer, int kind, const std::string& value) {
  X509V3_CTX context = {};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), &X509_EXTENSION_free);
  Must(extension != nullptr && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

Pair Make(const Wanted& wanted, absl::Time now) {
  Pair made;
  made.certificate.reset(X509_new());
  made.key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  Must(made.certificate != nullptr && made.key != nullptr);
  X509& certificate = *made.certificate;
  const Pair& ca = wanted.ca == nullptr ? made : *wanted.ca;
  X509_set_version(&certificate, X509_VERSION_3);
  SetSerial(certificate);
  SetTimes(certificate, now, wanted.lifetime);
  X509_NAME* subject = X509_get_subject_name(&certificate);
  Must(X509_NAME_add_entry_by_txt(
           subject, "CN", MBSTRING_UTF8,
           reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()), -1, -1, 0) == 1);
  X509_set_issuer_name(&certificate, X509_get_subject_name(ca.certificate.get()));
  X509_set_pubkey(&certificate, made.key.get());
  AddExtension(certificate, *ca.certificate, NID_subject_key_identifier, "hash");
  for (const auto& [kind, value] : wanted.extensions) {
    AddExtension(certificate, *ca.certificate, kind, value);
  }
  if (wanted.ca != nullptr) {
    AddExtension(certificate, *ca.certificate, NID_authority_key_identifier, "keyid:always");
  }
  Must(X509_sign(&certificate, ca.key.get(), EVP_sha256()) > 0);
  return made;
}

Wanted Ca(absl::Time now) {
  return {.common_name = absl::StrCat("Tallystick CA ",
                                      absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone())),
          .lifetime = kCaLifetime,
          .extensions = {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                         {NID_key_usage, "critical,keyCertSign,cRLSign"}}};
}

// For either end of a connection: `usage` says which, and `names` who it is.
Wanted Leaf(const Pair& ca, const std::string& common_name, const char* usage,
            const std::string& names) {
  return {.common_name = common_name,
          .ca = &ca,
          .lifetime = kLifetime,
          .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                         {NID_key_usage, "critical,digitalSignature"},
                         {NID_ext_key_usage, usage},
                         {NID_subject_alt_name, names}}};
}

bool IsAddress(const std::string& host) {
  in6_addr address = {};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool IsHostName(const std::string& host) {
  return !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-';
  });
}

std::string ServerNames(const std::vector<std::string>& hosts) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  char own[256] = {};
  if (gethostname(own, sizeof(own) - 1) == 0 && IsHostName(own) &&
      std::string(own) != "localhost") {
    absl::StrAppend(&names, ",DNS:", own);
  }
  for (const std::string& host : hosts) {
    absl::StrAppend(&names, IsAddress(host) ? ",IP:" : ",DNS:", host);
  }
  return names;
}

absl::Status Check(const CertificateOrder& order) {
  for (const std::string& host : order.hosts) {
    if (IsAddress(host) || IsHostName(host)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--tls-host ", host, ": is neither a host name nor an address"));
  }
  for (const std::string& client : order.clients) {
    const std::optional<std::string> problem =
        client.empty() ? "is empty" : ProblemWith(client, v1::FORMAT_ID);
    if (!problem) continue;
    return absl::InvalidArgumentError(absl::StrCat("--tls-client ", client, ": ", *problem));
  }
  return absl::OkStatus();
}

absl::Status Write(const std::string& path, int (*write)(BIO*, const Pair&), const Pair& pair) {
  const Text text(BIO_new(BIO_s_mem()), &BIO_free);
  Must(write(text.get(), pair) == 1);
  char* bytes = nullptr;
  const auto size = static_cast<size_t>(BIO_get_mem_data(text.get(), &bytes));
  return WriteDurably(path, {bytes, size});
}

int WriteCertificate(BIO* text, const Pair& pair) {
  return PEM_write_bio_X509(text, pair.certificate.get());
}

int WriteKey(BIO* text, const Pair& pair) {
  return PEM_write_bio_PKCS8PrivateKey(text, pair.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

// The files of one certificate.
struct Files {
  std::string certificate;
  std::string key;
};

Files FilesOf(const CertificateOrder& order, absl::string_view name) {
  return {absl::StrCat(order.directory, "/", name, ".crt"),
          absl::StrCat(order.directory, "/", name, ".key")};
}

// Whether both are there; FAILED_PRECONDITION if only one is.
absl::StatusOr<bool> AreThere(const Files& files) {
  std::error_code ignored;
  const bool has_certificate = std::filesystem::exists(files.certificate, ignored);
  const bool has_key = std::filesystem::exists(files.key, ignored);
  if (has_certificate == has_key) return has_key;
  return absl::FailedPreconditionError(
      absl::StrCat(has_key ? files.key : files.certificate, ": is there without ",
                   has_key ? files.certificate : files.key, "; move it away first"));
}

absl::StatusOr<Pair> Read(const Files& files) {
  const absl::StatusOr<std::string> certificate = ReadWhole(files.certificate);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<std::string> key = ReadWhole(files.key);
  if (!key.ok()) return key.status();
  const auto text = [](const std::string& bytes) {
    return Text(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), &BIO_free);
  };
  Pair read;
  read.certificate.reset(PEM_read_bio_X509(text(*certificate).get(), nullptr, nullptr, nullptr));
  read.key.reset(PEM_read_bio_PrivateKey(text(*key).get(), nullptr, nullptr, nullptr));
  const bool is_pair = read.certificate != nullptr && read.key != nullptr &&
                       X509_check_private_key(read.certificate.get(), read.key.get()) == 1;
  if (is_pair) return read;
  return absl::FailedPreconditionError(
      absl::StrCat(files.key, ": is not the key of ", files.certificate));
}

// Makes the pair `wanted` unless it is there, and adds its certificate's path to `made`.
absl::Status MakeIfMissing(const Files& files, const Wanted& wanted, absl::Time now,
                           std::vector<std::string>& made) {
  const absl::StatusOr<bool> there = AreThere(files);
  if (!there.ok() || *there) return there.status();
  const Pair pair = Make(wanted, now);
  if (absl::Status written = Write(files.key, &WriteKey, pair); !written.ok()) return written;
  absl::Status written = Write(files.certificate, &WriteCertificate, pair);
  if (written.ok()) made.push_back(files.certificate);
  return written;
}

}  // namespace

std::string CertificateName(absl::string_view client) { return absl::StrCat("tally:", client); }

absl::StatusOr<std::vector<std::string>> MakeCertificates(const CertificateOrder& order,
                                                          absl::Time now) {
  if (absl::Status is = Check(order); !is.ok()) return is;
  if (const std::error_code error = MakePrivateDirectory(order.directory)) {
    return absl::UnavailableError(
        absl::StrCat("--tls-ca ", order.directory, ": cannot be made: ", error.message()));
  }
  std::vector<std::string> made;
  const Files ca_files = FilesOf(order, "ca");
  absl::Status status = MakeIfMissing(ca_files, Ca(now), now, made);
  if (!status.ok()) return status;
  const absl::StatusOr<Pair> ca = Read(ca_files);
  if (!ca.ok()) return ca.status();
  status = MakeIfMissing(FilesOf(order, "server"),
                         Leaf(*ca, "tallyd", "serverAuth", ServerNames(order.hosts)), now, made);
  for (const std::string& client : order.clients) {
    if (!status.ok()) return status;
    const std::string names = absl::StrCat("URI:", CertificateName(client));
    status = MakeIfMissing(FilesOf(order, absl::StrCat("client-", client)),
                           Leaf(*ca, client, "clientAuth", names), now, made);
  }
  if (!status.ok()) return status;
  return made;
}

}  // namespace tally
