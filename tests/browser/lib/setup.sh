# What `run` and `screenshots` share: a browser, the packages, a server of their own. It is
# sourced, with the folder of these tests as the working directory.

root=$(cd ../.. && pwd)
work=
server=
child=

# Stops what was started, however this ends.
clean_up() {
  trap - EXIT INT TERM HUP
  stop "$child"
  stop "$server"
  # A browser that is just ending may still write.
  [ -z "$work" ] || rm -rf "$work" 2>/dev/null || { sleep 1; rm -rf "$work" || true; }
}

# Asks a process to end, and after ten seconds no longer asks.
stop() {
  [ -n "$1" ] && kill -TERM "$1" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

cannot() {
  echo "tests/browser: $1"
  exit 77
}

# Runs in the background and waits, so that a signal is heard at once.
supervise() {
  "$@" &
  child=$!
  local code=0
  wait "$child" || code=$?
  child=
  return "$code"
}

apt_can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  # The list of packages may be missing or too old; then it is read anew.
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1 || {
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
  }
}

find_chromium() {
  local candidate
  for candidate in ${CHROMIUM:+"$CHROMIUM"} /usr/bin/chromium chromium chromium-browser google-chrome; do
    if CHROMIUM=$(command -v "$candidate"); then
      export CHROMIUM
      return 0
    fi
  done
  return 1
}

set_up() {
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  command -v node >/dev/null && command -v npm >/dev/null || cannot "there is no Node.js; version 20 or later is needed."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] ||
    cannot "Node.js $(node -p process.versions.node) is too old; version 20 or later is needed."
  if ! find_chromium && apt_can_install; then
    echo "tests/browser: installing Debian's Chromium …"
    apt_install chromium || true
  fi
  find_chromium || cannot "there is no Chromium; install one, or set CHROMIUM to its path."

  if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
  fi

  # A server that is built already can be named in BINARY.
  if [ -z "${BINARY:-}" ]; then
    supervise cargo build --quiet --locked -p local --manifest-path "$root/Cargo.toml"
    BINARY=${CARGO_TARGET_DIR:-$root/target}/debug/payment-sessions
  fi
}

# Starts the whole system, and leaves what it says of itself in SERVER.
start_server() {
  work=$(mktemp -d)
  # What browsers leave behind goes with the rest.
  export TMPDIR=$work
  "$BINARY" --port 0 --dynamodb-port 0 \
    --data-dir "$work/data" --json --color never >"$work/ready" 2>"$work/log" &
  server=$!
  for _ in $(seq 300); do
    # Only a whole line counts.
    if read -r SERVER <"$work/ready"; then
      export SERVER
      return 0
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "tests/browser: the server did not start. Its log:"
  cat "$work/log"
  exit 1
}
