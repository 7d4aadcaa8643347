#include "clients/cli/show/proofs.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"

namespace tally {
namespace {

std::string NumberText(uint64_t number) { return Grouped(absl::StrCat(number)); }

// What a file says about itself may hold anything.
std::string Safe(const std::string& text) { return absl::Utf8SafeCHexEscape(text); }

template <class Report>
std::string LogText(const Report& report) {
  return absl::StrCat("log       ", Safe(report.origin()), "\nsize      ",
                      CountText(report.size(), "event"), "\nroot      ",
                      absl::Base64Escape(report.root()), "\n");
}

std::string PositionsText(const cli::VerifiedExport& exported, uint64_t size) {
  if (size == 0) return "no events: the log is empty";
  return absl::StrCat("events ", NumberText(exported.first_position()), "–",
                      NumberText(exported.last_position()), " of ", NumberText(size));
}

std::string ErasedText(uint64_t erased_texts) {
  if (erased_texts == 0) return "";
  return absl::StrCat("erased    ", CountText(erased_texts, "personal text"),
                      "; their seals are proved, their words are gone\n");
}

std::string ExportedText(const cli::VerifiedExport& exported, uint64_t size) {
  const std::string positions = PositionsText(exported, size);
  if (exported.is_whole()) {
    return absl::StrCat("verified  ", positions, ", all of them\n",
                        ErasedText(exported.erased_texts()));
  }
  const std::string whose = exported.customer_id().empty()
                                ? absl::StrCat("the org ", Safe(exported.org_id()))
                                : absl::StrCat("the customer ", Safe(exported.customer_id()),
                                               " of ", Safe(exported.org_id()));
  return absl::StrCat("verified  ", CountText(exported.event_count(), "event"), " of ", whose,
                      ", among ", positions, "\n", ErasedText(exported.erased_texts()),
                      "not proved  that there are no others, after the last of a stream or of "
                      "other streams\n");
}

std::string EventText(const cli::VerifiedEvent& event) {
  const std::string what =
      event.invoice_number().empty()
          ? ""
          : absl::StrCat("invoice ", Safe(event.invoice_number()), " was issued: ");
  return absl::StrCat("verified  ", what, "event ", NumberText(event.position()), ", ",
                      Safe(event.stream()), " version ", event.version(), " of ",
                      Safe(event.org_id()), "\nrecorded  ", event.recorded_at(), " by ",
                      Safe(event.actor()), "\n", ErasedText(event.erased_texts()));
}

}  // namespace

std::string ExportText(const cli::ExportReport& report) {
  return absl::StrCat("wrote     ", report.file(), ", ", CountText(report.event_count(), "event"),
                      "\n", LogText(report));
}

std::string TilesText(const cli::ExportReport& report) {
  return absl::StrCat("wrote     ", report.file(), ", ", CountText(report.written_files(), "file"),
                      " and the checkpoint\n", LogText(report));
}

std::string VerificationText(const cli::VerificationReport& report) {
  if (report.has_export_()) {
    return absl::StrCat(ExportedText(report.export_(), report.size()), LogText(report));
  }
  if (report.has_event()) return absl::StrCat(EventText(report.event()), LogText(report));
  return absl::StrCat("verified  the log of ", CountText(report.size(), "event"),
                      " begins with the one of ", CountText(report.growth().older_size(), "event"),
                      "\n", LogText(report));
}

}  // namespace tally
