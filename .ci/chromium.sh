# Install Chromium from the system's packages where it is absent and we may; never fail.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done

skip() {
    echo "No Chromium ($1): the browser tests will be skipped." >&2
    exit 0
}

command -v apt-get >/dev/null 2>&1 || skip "and no apt-get to install it"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true >/dev/null 2>&1; then
    as_root="sudo -n"
else
    skip "and no right to install it"
fi

export DEBIAN_FRONTEND=noninteractive
get="$as_root timeout 300 apt-get -qq -o Dpkg::Use-Pty=0"
$get update >/dev/null 2>&1 </dev/null
$get install -y --no-install-recommends chromium >/dev/null 2>&1 </dev/null \
    || skip "apt-get could not install it"
