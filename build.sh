#!/usr/bin/env bash
# Builds Surprisal: C to WebAssembly, JavaScript and pages to dist/, C tests to .build/native.
# What is up to date (same inputs, same tools) is left alone.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'E2'
usage: ./build.sh [all|wasm|web|native|fuzz|setup|clean]
  all      (default) wasm, then web
  wasm     the engine: .build/wasm/surprisal[.train].{simd,relaxed}.wasm
  web      the module, the elements and the pages: dist/
  native   the C tests under AddressSanitizer and UndefinedBehaviorSanitizer: .build/native/
  fuzz     the C fuzz targets (libFuzzer): .build/fuzz/
  setup    installs what is missing (Debian as root), or says what to install: setup [build|test]
  clean    removes dist/ and .build/
VARIANTS=simd leaves the relaxed variant out, for a quicker build while developing.
E2
}

# ---- flags, in one place ---------------------------------------------------------------------
common="-std=c11 -Wall -Wextra -Werror -ffp-contract=off -fno-math-errno"
simd_flags="$common OPT -msimd128 -fno-strict-aliasing"
speed=-O3 size=-Os fast="c/kern/*|c/nn/*|*_simd.c|*/vlog*" # kernels for speed, the rest for size
relaxed_flags="$simd_flags -mrelaxed-simd -mbulk-memory -mnontrapping-fptoint -msign-ext"
opt_flags="--low-memory-unused --enable-simd --enable-relaxed-simd --enable-bulk-memory --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int --enable-multivalue --enable-reference-types --strip-debug --strip-producers"
stack=262144 memory=2097152 # bytes: the stack, the memory to begin with
native_flags="$common -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
fuzz_flags="$common -O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer"
link_flags="-O3 -msimd128 --no-entry -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=$memory -sTOTAL_STACK=$stack"
rooms="info dist num base kern nn data" # in an order that lets gzip find what is alike
jobs=$(nproc 2>/dev/null || echo 2)

fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---- what must be installed ------------------------------------------------------------------
apt_install() { # apt_install PACKAGE...: only on Debian as root, else says what to install
  if have apt-get && [ "$(id -u)" = 0 ]; then
    echo "installing $*" >&2
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
           apt-get install -y -qq --no-install-recommends "$@"; } >.build/apt.log 2>&1; then
      tail -5 .build/apt.log >&2
      fail "apt-get could not install: $*"
    fi
  else
    return 1
  fi
}

setup_build() {
  mkdir -p .build
  have node || fail "Node.js 20 or newer is needed: install it and run this again"
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js 20 or newer is needed, this is $(node --version)"
  have emcc || apt_install emscripten clang-19 lld-19 ||
    fail "Emscripten is needed: put emcc of a current emsdk on the PATH (on Debian: apt-get install emscripten), then run this again"
  if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund --loglevel=error >&2
    touch node_modules/.package-lock.json
  fi
}

native_cc() { # a clang that has the sanitizers' runtime, else gcc
  local cc
  for cc in ${CC:-} clang-14 clang gcc; do
    if have "$cc" && echo 'int main(void){return 0;}' |
      "$cc" -fsanitize=address,undefined -x c - -o .build/probe 2>/dev/null; then
      echo "$cc"; return
    fi
  done
  return 1
}

setup_test() {
  setup_build
  local want=()
  native_cc >/dev/null || want+=(clang-14 libclang-rt-14-dev libc6-dev)
  have chromium || [ -n "${CHROMIUM:-}" ] || want+=(chromium)
  have firefox-esr || have firefox || [ -n "${FIREFOX:-}" ] || want+=(firefox-esr)
  # the formats' tests read HDF5 by somebody else's library; the python3 first on the PATH may lack it
  /usr/bin/python3 -c 'import h5py' 2>/dev/null || python3 -c 'import h5py' 2>/dev/null || want+=(python3-h5py)
  /usr/bin/python3 -c 'import myst_parser' 2>/dev/null || want+=(python3-myst-parser) # builds an example of the gallery
  have pandoc || want+=(pandoc)             # makes the gallery's e-book
  have pdftotext || want+=(poppler-utils)   # reads what was printed
  if have apt-get && [ "$(id -u)" = 0 ]; then # WebKit's tests say that they are skipped where it is not
    have WebKitWebDriver || want+=(webkit2gtk-driver)
    have xvfb-run || want+=(xvfb xauth)
  fi
  [ ${#want[@]} = 0 ] || apt_install "${want[@]}" ||
    fail "for the tests, install: ${want[*]} (names as in Debian; CHROMIUM and FIREFOX may name executables)"
  local tools=tests/browser/gallery # which build examples of the gallery
  if [ ! -e $tools/node_modules/.package-lock.json ] || [ $tools/package-lock.json -nt $tools/node_modules/.package-lock.json ]; then
    npm ci --prefix $tools --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    touch $tools/node_modules/.package-lock.json
  fi
}

# ---- freshness ------------------------------------------------------------------------------
fingerprint() { # of the files named or found below, and of this script
  { find "$@" build.sh -type f ! -name '*.gen.*' -print0 | sort -z | xargs -0 sha256sum; } | sha256sum | cut -d' ' -f1
}
is_fresh() { [ -e ".build/stamps/$1" ] && [ "$(cat ".build/stamps/$1")" = "$2" ]; }
stamp() { mkdir -p .build/stamps; echo "$2" >".build/stamps/$1"; }

# compile COMPILER FLAGS OBJECT_DIR FILE...: the objects whose source, or any header, is newer.
# OPT in the flags stands for $speed or $size, as the file needs.  The files of a room go to the
# compiler together (emcc takes longer to start than to compile), the rooms in parallel.
compile() {
  local cc=$1 flags=$2 dir=$3 file object newest group
  shift 3
  rm -rf "$dir/stale"
  mkdir -p "$dir/stale"
  newest=$(find c build.sh -name '*.h' -o -name '*.def' -o -name build.sh | xargs ls -t | head -1)
  for file in "$@"; do
    object=$(objects "$dir" "$file")
    if [ "$object" -nt "$file" ] && [ "$object" -nt "$newest" ] &&
      { [ "${file#c/abi/}" = "$file" ] || [ "$object" -nt .build/abi.flags ]; }; then continue; fi
    rm -f "$object"
    group=$(basename "$(dirname "$file")")
    eval "case $file in $fast) group=\$group.speed ;; esac"
    echo "$PWD/$file" >>"$dir/stale/$group"
  done
  find "$dir/stale" -type f -printf '%s %f\n' | sort -rn | cut -d' ' -f2 | xargs -P "$jobs" -I{} sh -ec "
    case {} in *.speed) opt='$speed' ;; dist) opt='$size ${calls:-}' ;; *) opt='$size' ;; esac
    room={}; mkdir -p '$dir'/\${room%.speed}; cd '$dir'/\${room%.speed}
    $cc ${flags/OPT/\$opt} -I'$PWD/c' -c \$(cat '$PWD/$dir/stale/{}')"
}
objects() { local dir=$1 file; shift; for file in "$@"; do file=${file#c/}; echo "$dir/${file%.c}.o"; done; }

sources() { local room; for room in "$@"; do find "c/$room" -name '*.c' | sort; done; }

# ---- wasm -----------------------------------------------------------------------------------
# The two modules and their files; the linker leaves out what neither exports nor calls.
modules="numeric training"
wasm_file() { case $1 in numeric) echo ".build/wasm/surprisal.$2.wasm" ;; *) echo ".build/wasm/surprisal.train.$2.wasm" ;; esac; }

build_simd() {
  local module
  # shellcheck disable=SC2046
  compile emcc "$simd_flags $(cat .build/abi.flags)" .build/wasm/simd $(sources $rooms abi)
  for module in $modules; do
    # shellcheck disable=SC2046,SC2086
    emcc $link_flags "-sEXPORTED_FUNCTIONS=$(cat ".build/abi.$module.exports")" \
      $(objects .build/wasm/simd $(sources $rooms abi)) -o "$(wasm_file $module simd)"
  done
}

# Relaxed SIMD (fused multiply-add) needs a newer LLVM than Debian's Emscripten brings: its emcc where
# that can link it, else Debian's clang-19 and lld-19 on Emscripten's own libc.
relaxed_compiler() {
  local sysroot
  echo 'typedef float v __attribute__((vector_size(16))); v f(v a){return __builtin_wasm_relaxed_madd_f32x4(a,a,a);}' >.build/probe.c
  sysroot="$(em-config CACHE 2>/dev/null || true)/sysroot"
  # shellcheck disable=SC2086
  if emcc ${relaxed_flags/OPT/} $link_flags -sEXPORTED_FUNCTIONS=_f .build/probe.c -o .build/probe.wasm 2>/dev/null; then echo emcc
  elif have clang-19 && have wasm-ld-19 && [ -e "$sysroot/lib/wasm32-emscripten/libc.a" ]; then
    echo "clang-19 --target=wasm32-unknown-emscripten --sysroot=$sysroot"
  fi
}

build_relaxed() {
  local cc lib module lto inline_less="-mllvm -inline-threshold=-50"
  rm -f .build/wasm/*.relaxed.wasm
  [ "${VARIANTS:-}" != simd ] || return 0
  cc=$(relaxed_compiler)
  if [ -z "$cc" ]; then
    echo "build.sh: the relaxed variant is left out: it takes a current emsdk, or clang-19 and lld-19" >&2
    return
  fi
  # a newer LLVM inlines at -Os what an older one does not; where the same few operations in twice the
  # precision stand everywhere, calls make the page's first load smaller.  Across the files the linker
  # does the same: what is compiled for speed is left as it is.
  [ "$cc" = emcc ] || lto=-flto
  # shellcheck disable=SC2046
  size="-Oz ${lto:-}" calls="$inline_less" compile "$cc" "$relaxed_flags $(cat .build/abi.flags)" .build/wasm/relaxed $(sources $rooms abi)
  lib="$(em-config CACHE)/sysroot/lib/wasm32-emscripten"
  for module in $modules; do
    if [ "$cc" = emcc ]; then
      # shellcheck disable=SC2046,SC2086
      emcc $link_flags -mrelaxed-simd "-sEXPORTED_FUNCTIONS=$(cat ".build/abi.$module.exports")" \
        $(objects .build/wasm/relaxed $(sources $rooms abi)) -o "$(wasm_file $module relaxed)"
    else
      # shellcheck disable=SC2046,SC2086
      wasm-ld-19 --lto-O2 $inline_less --no-entry --strip-all -z stack-size=$stack --initial-memory=$memory \
        $(tr , '\n' <".build/abi.$module.exports" | sed 's/^_/--export=/') $(objects .build/wasm/relaxed $(sources $rooms abi)) \
        -L"$lib" -lstandalonewasm -lc -lcompiler_rt -o .build/wasm/linked
      # what the page loads first is made small; training is made fast
      # shellcheck disable=SC2086
      node_modules/.bin/wasm-opt $([ "$module" = numeric ] && echo -Oz --converge || echo -O2) $opt_flags .build/wasm/linked -o "$(wasm_file $module relaxed)"
      rm .build/wasm/linked
    fi
  done
}

build_wasm() {
  setup_build
  local print
  print=${VARIANTS:-all}-$(fingerprint c web/tools/abi.js)-$({ emcc --version; clang-19 --version; } 2>/dev/null | sha256sum | cut -c1-8)
  is_fresh wasm "$print" && [ -e .build/wasm/surprisal.simd.wasm ] && [ -e web/core/abi.gen.js ] && return
  node web/tools/abi.js # web/core/*.gen.* and .build/abi.*
  mkdir -p .build/wasm
  build_simd
  build_relaxed
  stamp wasm "$print"
}

# ---- web ------------------------------------------------------------------------------------
build_web() {
  build_wasm
  local print
  print=$(fingerprint web .build/wasm/*.wasm package-lock.json $(ls -d .mnist 2>/dev/null))
  is_fresh web "$print" && [ -e dist/surprisal.js ] && return
  node web/tools/bundle.js
  stamp web "$print"
}

# ---- native tests ---------------------------------------------------------------------------
build_native() {
  mkdir -p .build/native
  local cc print test name
  cc=$(native_cc) || { apt_install clang-14 libclang-rt-14-dev libc6-dev && cc=$(native_cc); } ||
    fail "a C compiler with AddressSanitizer is needed: install clang-14 and libclang-rt-14-dev"
  print=$(fingerprint c tests/native)-$cc
  is_fresh native "$print" && return
  # shellcheck disable=SC2046
  compile "$cc" "$native_flags" .build/native/objects $(sources $rooms)
  # objects of files that are gone must not linger in the archive
  rm -f .build/native/libsurprisal.a
  ar rcs .build/native/libsurprisal.a $(objects .build/native/objects $(sources $rooms))
  for test in tests/native/*.test.c; do
    name=$(basename "$test" .test.c)
    printf '%s\n' "$cc $native_flags -Ic -Itests/native $test .build/native/libsurprisal.a -lm -o .build/native/$name"
  done | xargs -P "$jobs" -I{} sh -c '{}'
  stamp native "$print"
}

# ---- fuzz targets ---------------------------------------------------------------------------
build_fuzz() {
  mkdir -p .build/fuzz
  local print cc name
  for cc in clang-14 clang clang-19; do
    have "$cc" && echo 'int LLVMFuzzerTestOneInput(const char*b,long n){(void)b;(void)n;return 0;}' |
      "$cc" -fsanitize=fuzzer -x c - -o .build/probe 2>/dev/null && break
    cc=
  done
  [ -n "$cc" ] || { apt_install clang-14 libclang-rt-14-dev libc6-dev && cc=clang-14; } ||
    fail "a clang with libFuzzer is needed: install clang-14 and libclang-rt-14-dev"
  print=$(fingerprint c tests/fuzz/native)-$cc
  is_fresh fuzz "$print" && return
  # shellcheck disable=SC2046
  compile "$cc" "$fuzz_flags" .build/fuzz/objects $(sources $rooms)
  for name in tests/fuzz/native/*.c; do
    # shellcheck disable=SC2046,SC2086
    "$cc" ${fuzz_flags/fuzzer-no-link/fuzzer} -Ic "$name" $(objects .build/fuzz/objects $(sources $rooms)) -lm -o ".build/fuzz/$(basename "$name" .c)"
  done
  stamp fuzz "$print"
}

report_sizes() {
  local file
  printf '%-32s %10s %10s\n' "in dist/" raw gzip
  (cd dist && find . -path ./npm -prune -o -type f \( -name '*.wasm' -o -name '*.js' -o -name '*.css' -o -name '*.html' \) -print | sort | while read -r file; do
    printf '%-32s %10d %10d\n' "${file#./}" "$(wc -c <"$file")" "$(gzip -9c "$file" | wc -c)"
  done)
}

case "${1:-all}" in
  all) [ $# -le 1 ] || { usage >&2; exit 2; }; build_web; report_sizes ;;
  wasm | web | native | fuzz) [ $# = 1 ] || { usage >&2; exit 2; }; "build_$1" ;;
  setup) case "${2:-build}" in build | test) "setup_${2:-build}" ;; *) usage >&2; exit 2 ;; esac ;;
  clean) [ $# = 1 ] || { usage >&2; exit 2; }; rm -rf dist .build web/core/*.gen.* ;;
  -h | --help | help) usage ;;
  *) echo "build.sh: unknown argument: $1" >&2; usage >&2; exit 2 ;;
esac
