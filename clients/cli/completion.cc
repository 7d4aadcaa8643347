#include "clients/cli/completion.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace tally {
namespace {

// What can follow a command: more commands and options.
struct Choice {
  std::string word;
  std::string description;
};

// A command with the words that lead to it, each with a blank before it: empty for the program
// itself, ` run preview` for that.
struct Place {
  std::string path;
  std::vector<Choice> choices;
};

// Adds the words that an argument may be, if they are a list; CLI11 says it as `TEXT:{a,b}`.
void AddWords(const CLI::Option& argument, std::vector<Choice>& choices) {
  const std::string type = argument.get_type_name();
  const size_t open = type.find('{');
  const size_t close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos) return;
  for (const absl::string_view word :
       absl::StrSplit(absl::string_view(type).substr(open + 1, close - open - 1), ',')) {
    choices.push_back({std::string(word), argument.get_description()});
  }
}

void AddOptions(const CLI::App& app, std::vector<Choice>& choices) {
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr() || option == app.get_version_ptr()) continue;
    if (option->get_positional()) AddWords(*option, choices);
    for (const std::string& name : option->get_lnames()) {
      choices.push_back({absl::StrCat("--", name), option->get_description()});
    }
  }
}

// Commands take the program's own options too.
void AddPlaces(const CLI::App& program, const CLI::App& app, const std::string& path,
               std::vector<Place>& places) {
  Place place{path, {}};
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* command : commands) {
    place.choices.push_back({command->get_name(), command->get_description()});
  }
  AddOptions(app, place.choices);
  if (&app != &program) AddOptions(program, place.choices);
  places.push_back(std::move(place));
  for (const CLI::App* command : commands) {
    AddPlaces(program, *command, absl::StrCat(path, " ", command->get_name()), places);
  }
}

std::vector<Place> PlacesOf(const CLI::App& program) {
  std::vector<Place> places;
  AddPlaces(program, program, "", places);
  return places;
}

std::string WordsOf(const Place& place) {
  return absl::StrJoin(place.choices, " ", [](std::string* out, const Choice& choice) {
    absl::StrAppend(out, choice.word);
  });
}

// The paths of all commands, as a pattern of `case`.
std::string CommandPattern(const std::vector<Place>& places) {
  std::vector<std::string> paths;
  for (const Place& place : places) {
    if (!place.path.empty()) paths.push_back(absl::StrCat("\"", place.path, "\""));
  }
  return absl::StrJoin(paths, "|");
}

// The words that may follow each path, as the arms of `case`.
std::string ChoiceArms(const std::vector<Place>& places) {
  std::string arms;
  for (const Place& place : places) {
    absl::StrAppend(&arms, "    \"", place.path, "\") choices=\"", WordsOf(place), "\" ;;\n");
  }
  return arms;
}

std::string InSingleQuotes(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

}  // namespace

std::string BashCompletion(const CLI::App& program) {
  const std::vector<Place> places = PlacesOf(program);
  return absl::StrCat(
      "# bash completion of tally; put it where bash-completion finds it, or:\n"
      "#   source <(tally completion bash)\n"
      "_tally() {\n"
      "  local path=\"\" choices=\"\" word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$path $word\" in\n"
      "      ",
      CommandPattern(places),
      ") path=\"$path $word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$path\" in\n",
      ChoiceArms(places),
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$choices\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "}\n"
      "complete -o default -F _tally tally\n");
}

std::string ZshCompletion(const CLI::App& program) {
  const std::vector<Place> places = PlacesOf(program);
  return absl::StrCat(
      "#compdef tally\n"
      "# zsh completion of tally; put it as _tally into a folder of $fpath, or:\n"
      "#   source <(tally completion zsh)\n"
      "_tally() {\n"
      "  local path_=\"\" choices=\"\" word\n"
      "  for word in ${words[2,CURRENT-1]}; do\n"
      "    case \"$path_ $word\" in\n"
      "      ",
      CommandPattern(places),
      ") path_=\"$path_ $word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$path_\" in\n",
      ChoiceArms(places),
      "  esac\n"
      "  compadd -- ${=choices}\n"
      "  _files\n"
      "}\n"
      "if [[ $funcstack[1] == _tally ]]; then _tally; else compdef _tally tally; fi\n");
}

std::string FishCompletion(const CLI::App& program) {
  const std::vector<Place> places = PlacesOf(program);
  std::string script =
      "# fish completion of tally; put it into ~/.config/fish/completions/tally.fish, or:\n"
      "#   tally completion fish | source\n"
      "function __tally_at\n"
      "  set -l path ''\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch \"$path $word\"\n";
  for (const Place& place : places) {
    if (place.path.empty()) continue;
    absl::StrAppend(&script, "      case ", InSingleQuotes(place.path),
                    "\n        set path \"$path $word\"\n");
  }
  absl::StrAppend(&script,
                  "    end\n"
                  "  end\n"
                  "  test \"$path\" = \"$argv[1]\"\n"
                  "end\n");
  for (const Place& place : places) {
    for (const Choice& choice : place.choices) {
      absl::StrAppend(&script, "complete -c tally -n \"__tally_at ", InSingleQuotes(place.path),
                      "\" -a ", InSingleQuotes(choice.word), " -d ",
                      InSingleQuotes(choice.description), "\n");
    }
  }
  return script;
}

}  // namespace tally
