// SigningKey: an identity provider's key, which signs tokens as the provider would.

#pragma once

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tally {

class SigningKey {
 public:
  static SigningKey Rsa(unsigned bits = 2048) {
    return SigningKey("RS256", EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{bits}));
  }
  static SigningKey P256() {
    return SigningKey("ES256", EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  }
  static SigningKey Ed25519() {
    return SigningKey("EdDSA", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }

  const std::string& algorithm() const { return algorithm_; }

  // The public key, with a name and more members.
  std::string Jwk(absl::string_view kid, absl::string_view more = "") const {
    std::string members = absl::StrCat("\"kid\":\"", kid, "\"", more);
    if (algorithm_ == "RS256") {
      absl::StrAppend(&members, ",\"kty\":\"RSA\",\"n\":\"", Number(OSSL_PKEY_PARAM_RSA_N),
                      "\",\"e\":\"", Number(OSSL_PKEY_PARAM_RSA_E), "\"");
    } else if (algorithm_ == "ES256") {
      absl::StrAppend(&members, ",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"",
                      Number(OSSL_PKEY_PARAM_EC_PUB_X, 32), "\",\"y\":\"",
                      Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32), "\"");
    } else {
      std::string raw(32, '\0');
      size_t size = raw.size();
      EVP_PKEY_get_raw_public_key(key_.get(), Bytes(raw), &size);
      absl::StrAppend(&members, ",\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"",
                      absl::WebSafeBase64Escape(raw), "\"");
    }
    return absl::StrCat("{", members, "}");
  }

  // The public key as PEM programs keep it, which some have taken for an HMAC secret.
  std::string PublicDer() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &der);
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
    OPENSSL_free(der);
    return bytes;
  }

  std::string Sign(const std::string& message) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free);
    const EVP_MD* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
    EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()), 1);
    size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, Bytes(message), message.size());
    std::string signature(size, '\0');
    EXPECT_EQ(
        EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(message), message.size()), 1);
    signature.resize(size);
    return algorithm_ == "ES256" ? Numbers(signature) : signature;
  }

  // A token of `header` and `claims`, both JSON.
  std::string Token(absl::string_view header, absl::string_view claims) const {
    const std::string message =
        absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims));
    return absl::StrCat(message, ".", absl::WebSafeBase64Escape(Sign(message)));
  }

 private:
  SigningKey(std::string algorithm, EVP_PKEY* key)
      : algorithm_(std::move(algorithm)), key_(key, &EVP_PKEY_free) {
    EXPECT_NE(key, nullptr);
  }

  static const unsigned char* Bytes(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }
  static unsigned char* Bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
  }

  std::string Number(const char* name, int bytes = 0) const {
    BIGNUM* number = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key_.get(), name, &number), 1);
    std::string text(static_cast<size_t>(bytes == 0 ? BN_num_bytes(number) : bytes), '\0');
    BN_bn2binpad(number, Bytes(text), static_cast<int>(text.size()));
    BN_free(number);
    return absl::WebSafeBase64Escape(text);
  }

  // DER as two numbers of 32 bytes.
  static std::string Numbers(const std::string& der) {
    const unsigned char* at = Bytes(der);
    ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string numbers(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), Bytes(numbers), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), Bytes(numbers) + 32, 32);
    ECDSA_SIG_free(signature);
    return numbers;
  }

  std::string algorithm_;
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

// A token whose signature is an HMAC with `secret`.
inline std::string HmacToken(const std::string& secret, absl::string_view header,
                             absl::string_view claims) {
  const std::string message =
      absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims));
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac, &size);
  return absl::StrCat(
      message, ".",
      absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<const char*>(mac), size)));
}

}  // namespace tally
