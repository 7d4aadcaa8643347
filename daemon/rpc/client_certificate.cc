#include "daemon/rpc/client_certificate.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

#include "ledger/base/utf8.h"

namespace tally {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void AddName(const ASN1_STRING* name, std::vector<std::string>& names) {
  unsigned char* bytes = nullptr;
  const int size = ASN1_STRING_to_UTF8(&bytes, name);
  if (size < 0) return;
  const std::string text(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  const bool is_readable = !text.empty() && text.find('\0') == std::string::npos && IsUtf8(text);
  if (is_readable) names.push_back(text);
}

// Its alternative names of the kinds that a principal can have.
std::vector<std::string> AlternativeNames(const X509& certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> found(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  for (int i = 0; found != nullptr && i < sk_GENERAL_NAME_num(found.get()); ++i) {
    int kind = 0;
    const void* name = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(found.get(), i), &kind);
    if (kind == GEN_URI || kind == GEN_DNS || kind == GEN_EMAIL) {
      AddName(static_cast<const ASN1_STRING*>(name), names);
    }
  }
  return names;
}

std::vector<std::string> CommonName(const X509& certificate) {
  std::vector<std::string> names;
  const X509_NAME* subject = X509_get_subject_name(&certificate);
  const int last = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (last >= 0) AddName(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last)), names);
  return names;
}

absl::Time ExpiryOf(const X509& certificate) {
  std::tm until = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &until) != 1) return absl::InfinitePast();
  return absl::FromTM(until, absl::UTCTimeZone());
}

}  // namespace

ClientCertificate ReadClientCertificate(absl::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  const Certificate certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr),
                                &X509_free);
  if (certificate == nullptr) return {};
  ClientCertificate read{.names = AlternativeNames(*certificate),
                         .expires_at = ExpiryOf(*certificate)};
  if (read.names.empty()) read.names = CommonName(*certificate);
  return read;
}

}  // namespace tally
