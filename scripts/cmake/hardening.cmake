# Hardening: what the compiler and the linker do against a bug that somebody exploits. Sanitizers
# find such bugs by themselves, and some of this would keep them from it; docs/security.md says what
# each does. `scripts/check-hardening` reads the programs for it.

include(CheckCXXCompilerFlag)
# Programs are position-independent: Debian's compilers do that unless they are told not to.

if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize" AND NOT TALLY_FUZZ)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  add_compile_definitions(_FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  check_cxx_compiler_flag(-fcf-protection=full TALLY_HAS_CET)
  if(TALLY_HAS_CET)
    add_compile_options(-fcf-protection=full)
  endif()
endif()
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
