// ProtobufLog: what protobuf says by itself, on standard error.

#pragma once

namespace tally {

// Leaves nothing of it but what ends the process, and so for the whole process. By itself it says a
// line for each text of a request that is not UTF-8, with which any caller could fill a disk; the
// refusal that answers the request says more.
void QuietProtobuf();

}  // namespace tally
