#!/usr/bin/env bash
# Buys the DMS for RocketMQ instance @name@ in @region@, plan @plan@.
#
# Needs bash, openssl and curl; the keys in HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, and the token of temporary keys in
# HUAWEICLOUD_SDK_SECURITY_TOKEN. It sends once, and exits with 0 if the answer is a yes that names the instance. If no
# answer comes, or one that is no clear no, look for the instance by its name before running it again, or it may be bought
# twice.
set -euo pipefail
export LC_ALL=C

access=${HUAWEICLOUD_SDK_AK:?is not set}
secret=${HUAWEICLOUD_SDK_SK:?is not set}
token=${HUAWEICLOUD_SDK_SECURITY_TOKEN:-}

endpoint='@endpoint@'
project='@project@'
path="/v2/@engine@/$project/instances"
body=$(
  cat <<'BODY'
@body@
BODY
)

sha256() {
  openssl dgst -sha256 -r | cut -d ' ' -f 1
}

# The bytes of the secret key, each combined with $1 by exclusive or, up to the block size of SHA-256.
pad() {
  local at byte bytes=''
  for ((at = 0; at < 64; at++)); do
    byte=0
    if ((at < ${#secret})); then
      printf -v byte '%d' "'${secret:at:1}"
    fi
    printf -v byte '\\x%02x' "$((byte ^ $1))"
    bytes+=$byte
  done
  printf '%b' "$bytes"
}

# HMAC-SHA256 of $1 with the secret key, which so appears in no command line.
hmac() {
  {
    pad 0x5c
    { pad 0x36; printf '%s' "$1"; } | openssl dgst -sha256 -binary
  } | sha256
}

if ((${#secret} > 64)); then
  echo 'The secret key is longer than any secret key is.' >&2
  exit 2
fi

date=$(date -u +%Y%m%dT%H%M%SZ)
headers="content-type:application/json
host:${endpoint#*://}
x-project-id:$project
x-sdk-date:$date
"
signed='content-type;host;x-project-id;x-sdk-date'
if [ -n "$token" ]; then
  headers+="x-security-token:$token
"
  signed+=';x-security-token'
fi
canonical="POST
$path/

$headers
$signed
$(printf '%s' "$body" | sha256)"
signature=$(hmac "SDK-HMAC-SHA256
$date
$(printf '%s' "$canonical" | sha256)")

# Plain http goes to this machine only, and never by a proxy.
if [[ $endpoint == http:* ]]; then
  export no_proxy='*'
fi

answer=$(
  {
    printf 'header = "Authorization: SDK-HMAC-SHA256 Access=%s, SignedHeaders=%s, Signature=%s"\n' \
      "$access" "$signed" "$signature"
    if [ -n "$token" ]; then
      printf 'header = "X-Security-Token: %s"\n' "$token"
    fi
  } | curl --disable --config - --silent --show-error --proto '=@scheme@' --max-time 60 \
    --header 'Content-Type: application/json' --header "X-Project-Id: $project" --header "X-Sdk-Date: $date" \
    --data-binary "$body" --write-out '\n%{http_code}' "$endpoint$path"
)
printf '%s\n' "${answer%$'\n'*}"
[[ ${answer##*$'\n'} == 2?? && $answer == *'"instance_id"'* ]]
