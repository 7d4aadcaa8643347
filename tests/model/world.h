// World: a daemon that the model is held against: in this process, or the program itself.

#pragma once

#include <memory>
#include <string>

namespace tally {

class World {
 public:
  virtual ~World() = default;

  // Where it listens; the same after Kill().
  virtual std::string target() const = 0;
  // Ends it as suddenly as it can be, and starts it again.
  virtual void Kill() = 0;
  // Whether it has ended by itself. May be asked by several threads at once, also during Kill().
  virtual bool HasEnded() const = 0;
  // Lets so many days pass, if its clock can be set.
  virtual void Pass(int days) = 0;
};

// The daemon in this process, with a clock that is set; Kill() stops it.
std::unique_ptr<World> WorldInProcess();

// `tallyd`, which is killed with SIGKILL. Its clock is that of the machine.
std::unique_ptr<World> WorldOfProgram();

}  // namespace tally
