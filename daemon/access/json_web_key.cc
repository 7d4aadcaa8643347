#include "daemon/access/json_web_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"

namespace tally {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr int kMinRsaBits = 2'048;
constexpr int kMaxRsaBits = 8'192;
constexpr size_t kCoordinateBytes = 32;
constexpr size_t kMaxKeys = 100;

template <class T, void (*kFree)(T*)>
struct Freed {
  void operator()(T* it) const { kFree(it); }
};
using Number = std::unique_ptr<BIGNUM, Freed<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM, OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX, EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG, ECDSA_SIG_free>>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number NumberOf(absl::string_view bytes) {
  return Number(BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

absl::Status Invalid(absl::string_view what) { return absl::InvalidArgumentError(what); }

// Whether the key may verify signatures, as far as it says what it is for.
bool IsForSignatures(const Struct& object) {
  const std::string use = TextIn(object, "use");
  if (object.fields().contains("use") && use != "sig") return false;
  const auto operations = object.fields().find("key_ops");
  if (operations == object.fields().end()) return true;
  const auto& list = operations->second.list_value().values();
  return std::ranges::any_of(list,
                             [](const Value& value) { return value.string_value() == "verify"; });
}

// A signature as two numbers of 32 bytes (RFC 7518, section 3.4) as OpenSSL takes it.
std::string DerOf(absl::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return "";
  const EcSignature numbers(ECDSA_SIG_new());
  ECDSA_SIG_set0(numbers.get(), NumberOf(signature.substr(0, kCoordinateBytes)).release(),
                 NumberOf(signature.substr(kCoordinateBytes)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(numbers.get(), &der);
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<size_t>(std::max(size, 0)));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

absl::StatusOr<Struct> ReadJsonObject(absl::string_view json) {
  Struct object;
  const auto read = google::protobuf::util::JsonStringToMessage(std::string(json), &object);
  if (!read.ok()) return Invalid("is no JSON object, or names a member twice");
  return object;
}

std::string TextIn(const Struct& object, const std::string& name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? "" : found->second.string_value();
}

absl::StatusOr<std::string> ReadBase64Url(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) || absl::WebSafeBase64Escape(bytes) != text) {
    return Invalid("is no base64url");
  }
  return bytes;
}

absl::StatusOr<JsonWebKey::Key> JsonWebKey::ReadRsa(const Struct& object) {
  const absl::StatusOr<std::string> n = ReadBase64Url(TextIn(object, "n"));
  const absl::StatusOr<std::string> e = ReadBase64Url(TextIn(object, "e"));
  if (!n.ok() || !e.ok() || n->empty() || e->empty()) return Invalid("has no modulus or exponent");
  const Number modulus = NumberOf(*n);
  const Number exponent = NumberOf(*e);
  const int bits = BN_num_bits(modulus.get());
  if (bits < kMinRsaBits || bits > kMaxRsaBits) return Invalid("is too short or too long");
  if (!BN_is_odd(exponent.get()) || BN_is_one(exponent.get()) || e->size() > 4) {
    return Invalid("has an exponent that no key has");
  }
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return Invalid("is no RSA key");
  }
  return Key(key);
}

absl::StatusOr<JsonWebKey::Key> JsonWebKey::ReadP256(const Struct& object) {
  const absl::StatusOr<std::string> x = ReadBase64Url(TextIn(object, "x"));
  const absl::StatusOr<std::string> y = ReadBase64Url(TextIn(object, "y"));
  if (!x.ok() || !y.ok() || x->size() != kCoordinateBytes || y->size() != kCoordinateBytes) {
    return Invalid("has no point");
  }
  // A SubjectPublicKeyInfo (RFC 5480) for id-ecPublicKey on prime256v1, with an uncompressed point.
  const std::string der = absl::StrCat(
      absl::HexStringToBytes("3059301306072a8648ce3d020106082a8648ce3d03010703420004"), *x, *y);
  const unsigned char* at = Bytes(der);
  Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (key == nullptr) return Invalid("is no point of P-256");
  return key;
}

absl::StatusOr<JsonWebKey::Key> JsonWebKey::ReadEd25519(const Struct& object) {
  const absl::StatusOr<std::string> x = ReadBase64Url(TextIn(object, "x"));
  if (!x.ok() || x->size() != kCoordinateBytes) return Invalid("has no public key");
  Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(*x), x->size()));
  if (key == nullptr) return Invalid("is no Ed25519 key");
  return key;
}

absl::StatusOr<JsonWebKey> JsonWebKey::Read(const Struct& object) {
  if (!IsForSignatures(object)) return Invalid("is not for signatures");
  const std::string type = TextIn(object, "kty");
  const std::string curve = TextIn(object, "crv");
  std::string algorithm;
  absl::StatusOr<Key> key = Invalid("is of a type that is not taken");
  if (type == "RSA") {
    algorithm = "RS256";
    key = ReadRsa(object);
  } else if (type == "EC" && curve == "P-256") {
    algorithm = "ES256";
    key = ReadP256(object);
  } else if (type == "OKP" && curve == "Ed25519") {
    algorithm = "EdDSA";
    key = ReadEd25519(object);
  }
  if (!key.ok()) return key.status();
  if (object.fields().contains("alg") && TextIn(object, "alg") != algorithm) {
    return Invalid("is for another algorithm");
  }
  return JsonWebKey(TextIn(object, "kid"), std::move(algorithm), *std::move(key));
}

bool JsonWebKey::Verifies(absl::string_view message, absl::string_view signature) const {
  const std::string as_taken = algorithm_ == "ES256" ? DerOf(signature) : std::string(signature);
  const EVP_MD* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
  const DigestContext context(EVP_MD_CTX_new());
  // RSA is padded as PKCS #1 v1.5 says, which is OpenSSL's default and what RS256 means.
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(as_taken), as_taken.size(), Bytes(message),
                          message.size()) == 1;
}

absl::StatusOr<JsonWebKeys> JsonWebKeys::Read(absl::string_view json) {
  const absl::StatusOr<Struct> object = ReadJsonObject(json);
  if (!object.ok()) return object.status();
  const auto list = object->fields().find("keys");
  if (list == object->fields().end() || !list->second.has_list_value()) {
    return Invalid("has no list of keys");
  }
  if (static_cast<size_t>(list->second.list_value().values_size()) > kMaxKeys) {
    return Invalid(absl::StrCat("has more than ", kMaxKeys, " keys"));
  }
  JsonWebKeys keys;
  std::set<std::string> ids;
  for (const Value& value : list->second.list_value().values()) {
    absl::StatusOr<JsonWebKey> key = JsonWebKey::Read(value.struct_value());
    if (!key.ok()) continue;
    if (!key->id().empty() && !ids.insert(key->id()).second) {
      return Invalid(absl::StrCat("has two keys \"", key->id(), "\""));
    }
    keys.keys_.push_back(*std::move(key));
  }
  return keys;
}

const JsonWebKey* JsonWebKeys::Find(absl::string_view id, absl::string_view algorithm) const {
  const JsonWebKey* found = nullptr;
  for (const JsonWebKey& key : keys_) {
    if (key.algorithm() != algorithm) continue;
    if (!id.empty() && key.id() == id) return &key;
    if (!id.empty()) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

}  // namespace tally
