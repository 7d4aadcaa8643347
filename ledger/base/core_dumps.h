// CoreDumps: what a program that holds secrets must not leave behind when it crashes.

#pragma once

namespace tally {

// Keeps what is in this process's memory out of core dumps, and from other processes of its user:
// they can neither trace it nor read its memory. Only an administrator still can.
void ForbidCoreDumps();

// Lets processes of its user trace it again, such as debuggers; core dumps stay forbidden.
void AllowTracing();

}  // namespace tally
