#include "daemon/access/fetch.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace tally {
namespace {

constexpr long kFound = 200;

struct Body {
  std::string text;
  size_t max_bytes;
};

// Called by curl with each piece; anything but its size ends the transfer.
size_t Take(const char* piece, size_t size, size_t count, void* user) {
  auto& body = *static_cast<Body*>(user);
  const size_t bytes = size * count;
  if (body.text.size() + bytes > body.max_bytes) return 0;
  body.text.append(piece, bytes);
  return bytes;
}

struct Cleanup {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

}  // namespace

bool IsUrl(absl::string_view text) { return absl::StrContains(text, "://"); }

absl::Status CheckUrl(absl::string_view url) {
  if (absl::StartsWith(url, "https://")) return absl::OkStatus();
  absl::string_view rest = url;
  if (absl::ConsumePrefix(&rest, "http://")) {
    const absl::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    for (const char* host : {"127.0.0.1", "localhost", "[::1]"}) {
      absl::string_view port = authority;
      if (absl::ConsumePrefix(&port, host) && (port.empty() || port.front() == ':') &&
          !absl::StrContains(port, "@")) {
        return absl::OkStatus();
      }
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(url, ": must begin with https://"));
}

absl::StatusOr<std::string> Fetch(const std::string& url, size_t max_bytes,
                                  absl::Duration at_most) {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, Cleanup> curl(curl_easy_init());
  if (kStarted != CURLE_OK || curl == nullptr) return absl::UnavailableError("curl does not start");
  Body body{.text = {}, .max_bytes = max_bytes};
  char problem[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS,
                   static_cast<long>(at_most / absl::Milliseconds(1)));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, problem);
  const CURLcode done = curl_easy_perform(curl.get());
  long code = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &code);
  if (done != CURLE_OK) return absl::UnavailableError(absl::StrCat(url, ": ", problem));
  if (code != kFound) return absl::UnavailableError(absl::StrCat(url, ": answered ", code));
  return std::move(body.text);
}

}  // namespace tally
