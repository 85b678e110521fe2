# What `rehearse` and `cross` are made of. It is sourced, with the root of the repository as the working directory.

tools=.tools/stack
region=eu-west-1
stack=payment-sessions-rehearsal
work=
emulator=
child=

step() { printf '\ntests/stack: %s (%ss)\n' "$1" "$SECONDS"; }

cannot() {
  echo "tests/stack: $1"
  exit 77
}

# Stops what was started, however this ends.
clean_up() {
  trap - EXIT INT TERM HUP
  stop "$child"
  stop "$emulator"
  [ -z "$work" ] || rm -rf "$work"
}

# Asks a process and all that it started to end, and after ten seconds no longer asks.
stop() {
  [ -n "$1" ] && kill -TERM -- "-$1" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 -- "-$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# Runs in the background, as the head of a group of its own, and waits, so that a signal is heard at once.
supervise() {
  setsid "$@" &
  child=$!
  local code=0
  wait "$child" || code=$?
  child=
  return "$code"
}

# Gets ready, with these parts of the tools.
set_up() {
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  [ "$(uname -s)" = Linux ] || cannot "the functions are programs for Linux, and this is $(uname -s)."
  case "$(uname -m)" in
    x86_64) architecture=x86_64 other=arm64 other_target=aarch64-unknown-linux-gnu ;;
    aarch64) architecture=arm64 other=x86_64 other_target=x86_64-unknown-linux-gnu ;;
    *) cannot "the functions are built for x86_64 and arm64, and this is $(uname -m)." ;;
  esac
  command -v python3 >/dev/null || cannot "there is no Python 3."
  # Each in an environment of its own: they ask for different versions of the same libraries.
  for part in "$@"; do
    install_tools "$part" || cannot "the Python packages in tests/stack/rehearsal/$part.txt cannot be installed."
  done
  work=$(mktemp -d)
  # The emulator unpacks functions there, and they go with the rest.
  export TMPDIR=$work
  # Nothing of the operator's own account is read, so that nothing can reach it.
  unset "${!AWS_@}"
  export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=$region AWS_DEFAULT_REGION=$region
  export SAM_CLI_TELEMETRY=0
}

# Installs a part of the tools, unless it is there as its list asks.
install_tools() {
  local venv=$tools/$1 list=tests/stack/rehearsal/$1.txt
  cmp -s "$list" "$venv/installed.txt" && return 0
  rm -rf "$venv"
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$list" &&
    cp "$list" "$venv/installed.txt"
}

sam() { supervise "$tools/deploy/bin/sam" "$@"; }

# Has the standard library for this target, or tries to.
can_build_for() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ] || timeout 300 rustup target add "$1"
}

# What an operator types, for this processor and into this folder, and whether Lambda could start it.
# `sam` looks for cargo-lambda where programs are.
build() {
  PATH=$PWD/$tools/deploy/bin:$PATH sam build --build-dir "$2" --parameter-overrides "Architecture=$1"
  python3 tests/stack/rehearsal/archives.py "$2" "$1"
}

start_emulator() {
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  # It hands this on to the functions, which find AWS by it; and it asks each role what it may.
  export AWS_ENDPOINT_URL=http://127.0.0.1:$port
  AUTH=true BIND_HOST=127.0.0.1 GATEWAY_PORT=$port MINISTACK_REGION=$region \
    setsid "$tools/emulator/bin/ministack" >"$work/emulator.log" 2>&1 &
  emulator=$!
  for _ in $(seq 300); do
    # Not every version of it enforces IAM; one that does says so.
    curl --silent --fail "$AWS_ENDPOINT_URL/_ministack/health" | grep --quiet '"auth": "enabled"' && return 0
    kill -0 "$emulator" 2>/dev/null || break
    sleep 0.1
  done
  echo "tests/stack: the emulator did not start. Its log:"
  cat "$work/emulator.log"
  exit 1
}

deploy() {
  "$tools/deploy/bin/python" tests/stack/rehearsal/expand.py .aws-sam/build/template.yaml "$work/template.json"
  sam deploy --config-file "$PWD/samconfig.toml" --template-file "$work/template.json" --stack-name "$stack" --region "$region" --no-progressbar \
    --parameter-overrides Stage=dev "Architecture=$architecture" AllowLoopbackWebhooks=true >"$work/deploy.log" 2>&1 || {
    cat "$work/deploy.log"
    exit 1
  }
  sed -n '/^CloudFormation outputs/,$p' "$work/deploy.log"
  local found
  found=$("$tools/deploy/bin/python" tests/stack/rehearsal/describe.py "$stack")
  eval "$found"
  export STACK_URL STACK_WEBHOOK_QUEUE_URL STACK_HIDES_HEALTH
  export STACK_RECEIVER=127.0.0.1:0
}

make_merchant() {
  local made
  made=$("$tools/deploy/bin/python" tests/stack/rehearsal/merchant.py "$stack") || {
    show_logs
    exit 1
  }
  eval "$made"
  export STACK_SECRET_KEY STACK_PUBLISHABLE_KEY
}

show_logs() {
  echo "tests/stack: the last lines of the emulator's log:"
  tail -n 60 "$work/emulator.log"
}
