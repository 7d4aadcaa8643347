// LogFormat: what a version of tallyd must know to go on with a log, and whether this one does.
//
//   format := ("format" -> number)      the latest format that a commit was written in
//   types  := ("type/" number -> "")*   the types of the events, as numbers of their arms in
//   event.proto
//
// These rows stand in the family meta, numbers in decimal. They are written with the first commit
// that makes them true, so that an earlier version opens a log as long as it can read what is
// there.

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch_base.h>

#include <cstdint>
#include <set>

#include "absl/status/statusor.h"
#include "tally/v1/log.pb.h"

namespace tally {

// The format that this version writes. To be raised by one in a release whose commits, or answers
// to requests, hold what the release before would overlook or misread: a new field, a new value of
// an enum, another meaning. Not for a new type of event, which is noted by itself.
inline constexpr uint32_t kLogFormat = 1;

// Types of events, as numbers of their arms in event.proto.
using EventTypes = std::set<int>;

struct LogContent {
  // Zero before the first commit, and in logs from before there were formats.
  uint32_t format = 0;
  EventTypes types;
};

// Adds what `commit` holds to `content`, and puts the rows that are new into `writes`.
void NoteContent(const v1::Commit& commit, LogContent& content, rocksdb::ColumnFamilyHandle& meta,
                 rocksdb::WriteBatchBase& writes);

// Returns what is in the log of `db`. FAILED_PRECONDITION if this version cannot go on with it;
// DATA_LOSS if it cannot be read.
absl::StatusOr<LogContent> ReadContent(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& meta);

}  // namespace tally
