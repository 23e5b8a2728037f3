namespace Unloop.Core.Experiments.Dependencies.Scripts;

/// <summary>
/// For any POSIX shell: hands over to a language of the image where there is one, and else puts the answers together from the tools that there are.
/// It writes no file, not even for a here-document: the root file system may be read-only. <c>timeout</c> is not used, since its options differ.
/// </summary>
internal static class ShellScript
{
    /// <summary>Whose scripts the first words are, in this order; an empty word for one that is not to be tried.</summary>
    public static readonly IReadOnlyList<string> Slots = ["node", "python3", "ruby", "php"];

    /// <param name="runtimes">In the order in which they are tried.</param>
    public static string With(IReadOnlyList<string> runtimes) =>
        $"{Head}{string.Concat(runtimes.Select(r => $"has {r} && {Starts[r]} \"$@\" 2>/dev/null && exit 0\n"))}{Resolving}{Connecting}{Shaking}{Tail}";

    private static readonly Dictionary<string, string> Starts = new()
    {
        ["node"] = "node -e \"$node\" --", ["python3"] = "python3 -c \"$python\"", ["python"] = "python -c \"$python\"", ["ruby"] = "ruby -e \"$ruby\" --", ["php"] = "php -r \"$php\" --",
    };

    private const string Head = """
        set -f
        node=$1 python=$2 ruby=$3 php=$4
        shift 4
        has() { command -v "$1" >/dev/null 2>&1; }

        """;

    private const string Resolving = """
        say() { printf '%.600s\n' "unloop-dependency $*"; }
        clean() { printf '%s' "$*" | tr -c '\040-\176' '?'; }
        limit() {
          seconds=$1; shift
          "$@" </dev/null & task=$!
          ( sleep "$seconds"; kill -9 "$task" ) >/dev/null 2>&1 & watch=$!
          wait "$task" 2>/dev/null; status=$?
          kill "$watch" 2>/dev/null
          [ "$status" -lt 128 ] || status=124
          return "$status"
        }
        is_ip() { case $1 in *[!0-9a-fA-F:.]*) return 1;; *:*:*) return 0;; *[!0-9.]*) return 1;; *.*.*.*) return 0;; esac; return 1; }
        barred() { case $1 in 169.254.*|*:169.254.*|fe80:*|FE80:*|fd00:ec2:*|fd20:ce:*|*100.100.100.200|*192.0.0.192) return 0;; esac; return 1; }
        collect() { for word in $1; do if is_ip "$word"; then case " $found " in *" $word "*) ;; *) found="$found $word";; esac; fi; done; }
        by_getent() {
          answer=$(limit 4 getent ahosts "$1" 2>/dev/null) || { [ $? != 124 ] || { dns=timeout; return; }; answer=$(limit 4 getent hosts "$1" 2>/dev/null); }
          collect "$answer"
          dns=failed
        }
        by_nslookup() {
          while read -r address names; do case " $names " in *" $1 "*) collect "$address";; esac; done 2>/dev/null </etc/hosts
          [ -z "$found" ] || return
          domains=
          while read -r key rest; do [ "$key" != search ] || domains=$rest; done 2>/dev/null </etc/resolv.conf
          for domain in '' $domains; do
            answer=$(limit 4 nslookup "$1${domain:+.$domain}" 2>&1); status=$?
            case $answer in *'timed out'*|*'no servers'*) status=124;; esac
            [ "$status" != 124 ] || { dns=timeout; return; }
            case $answer in *Name:*) collect "${answer#*Name:}";; *NXDOMAIN*|*"can't find"*|*"can't resolve"*) dns=failed;; esac
            [ -z "$found" ] || return
          done
        }
        by_perl() {
          answer=$(limit 4 perl -MSocket=getaddrinfo,getnameinfo,SOCK_STREAM,NI_NUMERICHOST,NIx_NOSERV -e '
            my ($e, @r) = getaddrinfo($ARGV[0], "", { socktype => SOCK_STREAM });
            print "none\n" if $e;
            print +(getnameinfo($_->{addr}, NI_NUMERICHOST, NIx_NOSERV))[1], "\n" for @r;' "$1" 2>/dev/null)
          [ $? != 124 ] || { dns=timeout; return; }
          collect "$answer"
          [ "$answer" != none ] || dns=failed
        }
        resolve() {
          found= dns=unknown
          case $1 in *:*) dns=ok; found=$1; return;; *[!0-9.]*) ;; *) dns=ok; found=$1; return;; esac
          for tool in getent nslookup perl; do
            if has "$tool"; then "by_$tool" "$1"; break; fi
          done
          [ -z "$found" ] || dns=ok
        }

        """;

    /// <summary>Nothing is sent: bash and perl open and close, nc has no input, and curl's telnet waits for the other side.</summary>
    private const string Connecting = """
        outcome() {
          case $1 in
            *efused*) tcp=refused;; *'imed out'*|*'imeout'*) tcp=timeout;; *nreachable*|*'o route'*) tcp=unreachable;; *'reset by peer'*) tcp=reset;;
          esac
        }
        open_by_bash() {
          answer=$(limit 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1); status=$?
          case $status in 0) tcp=ok;; 124) tcp=timeout;; *) outcome "$answer";; esac
        }
        open_by_perl() {
          answer=$(limit 4 perl -MIO::Socket::IP -e '$s = IO::Socket::IP->new(PeerHost => $ARGV[0], PeerPort => $ARGV[1], Timeout => 3); print $s ? "opened" : "$!"' "$1" "$2" 2>/dev/null); status=$?
          case $answer in opened) tcp=ok;; *) [ "$status" = 124 ] && tcp=timeout || outcome "$answer";; esac
        }
        is_usage() { case $1 in *sage:*|*'nvalid option'*|*'nrecognized option'*|*'nknown option'*) return 0;; esac; return 1; }
        open_by_nc() {
          # some look and leave, some run a program once connected, and some do neither: what is still there after the time to connect has connected
          answer=$(limit 5 nc -v -z -w 3 "$1" "$2" 2>&1 >/dev/null); status=$?
          is_usage "$answer" && { answer=$(limit 5 nc -w 3 "$1" "$2" -e true 2>&1 >/dev/null); status=$?; }
          is_usage "$answer" && { answer=$(limit 5 nc -w 3 "$1" "$2" 2>&1 >/dev/null); status=$?; }
          is_usage "$answer" && return
          case $answer in *' open'*|*ucceeded*|*'onnected to'*) tcp=ok; return;; esac
          case $status in 0|124) tcp=ok;; *) outcome "$answer";; esac
        }
        open_by_curl() {
          case $1 in *:*) at="[$1]:$2";; *) at=$1:$2;; esac
          answer=$(limit 5 curl -sS --noproxy '*' --connect-timeout 2 -m 3 "telnet://$at" 2>&1 >/dev/null); status=$?
          case $status in 0) tcp=ok;; 7) tcp=refused; case $answer in *efused*|*"onnect to server"*) ;; *) tcp=failed; outcome "$answer";; esac;; 28) case $answer in *onnection*|*esolving*) tcp=timeout;; *) tcp=ok;; esac;; esac
        }
        connect() {
          tcp=unknown
          for tool in bash perl nc curl; do
            has "$tool" && "open_by_$tool" "$1" "$2"
            [ "$tcp" = unknown ] || return 0
          done
        }

        """;

    /// <summary>curl is told a protocol in which the server speaks first, so that it sends no request; what it then waits for never comes.</summary>
    private const string Shaking = """
        field() { case $told in *"$1="*) rest=${told#*"$1="}; clean "${rest%%
        *}";; esac; }
        shake_by_openssl() {
          case $2 in *:*) at="[$2]:$3";; *) at=$2:$3;; esac
          if is_ip "$4"; then set -- "$1" "$2" "$3" "$4" -checkip; answer=$(limit 5 openssl s_client -connect "$at" 2>&1); status=$?
          else set -- "$1" "$2" "$3" "$4" -checkhost; answer=$(limit 5 openssl s_client -connect "$at" -servername "$4" 2>&1); status=$?; fi
          case $answer in
            *'BEGIN CERTIFICATE'*) ;;
            *:error:*) rest=${answer#*:error:}; say "$1 tls failed $(clean "${rest%%
        *}")"; return;;
            *) [ "$status" = 124 ] && say "$1 tls failed no answer to the handshake in 5 s" || say "$1 tls failed"; return;;
          esac
          say "$1 tls ok"
          told=$(printf '%s\n' "$answer" | openssl x509 -noout -subject -issuer -startdate -enddate -nameopt RFC2253 2>/dev/null)
          say "$1 subject $(field subject)"
          say "$1 issuer $(field issuer)"
          say "$1 from $(field notBefore)"
          say "$1 until $(field notAfter)"
          say "$1 now $(date +%s 2>/dev/null)"
          told=$(printf '%s\n' "$answer" | openssl x509 -noout -ext subjectAltName 2>/dev/null)
          case $told in *:*:*) told=${told#*
        }; say "$1 names $(clean "${told#"${told%%[! ]*}"}")";; esac
          case $(printf '%s\n' "$answer" | openssl x509 -noout "$5" "$4" 2>/dev/null) in *'NOT match'*) say "$1 name wrong";; *'does match'*) say "$1 name ok";; esac
          code=${answer##*Verify return code: }
          case $code in
            '0 '*) say "$1 chain ok";; '9 '*|'10 '*) say "$1 chain dated";;
            [0-9]*) code=${code%%)*}; say "$1 chain failed $(clean "${code#*(}")";;
          esac
        }
        shake_by_curl() {
          case $4 in *:*) at="[$4]:$3";; *) at=$4:$3;; esac
          if is_ip "$4"; then answer=$(limit 6 curl -sSv --noproxy '*' -m 4 "smtps://$at" 2>&1); status=$?
          else answer=$(limit 6 curl -sSv --noproxy '*' -m 4 --resolve "$4:$3:$2" "smtps://$at" 2>&1); status=$?; fi
          case $answer in
            *'subject name matches'*|*'does not match target'*) say "$1 tls ok"; say "$1 chain ok"; say "$1 name wrong";;
            *'certificate has expired'*|*'not yet valid'*) say "$1 tls ok"; say "$1 chain dated";;
            *'certificate problem: '*) rest=${answer##*certificate problem: }; say "$1 tls ok"; say "$1 chain failed $(clean "${rest%%
        *}")";;
            *'verification failed'*) say "$1 tls ok"; say "$1 chain failed";;
            *'SSL connection using'*) say "$1 tls ok"; say "$1 chain ok"; say "$1 name ok";;
            *) [ "$status" != 28 ] || say "$1 tls failed no answer to the handshake in 4 s"
               [ "$status" != 35 ] || { rest=${answer##*curl: }; say "$1 tls failed $(clean "${rest%%
        *}")"; };;
          esac
        }
        shake() {
          if has openssl; then shake_by_openssl "$@"; elif has curl; then shake_by_curl "$@"; else say "$1 tls unknown the image has neither openssl nor curl"; fi
        }

        """;

    private const string Tail = """
        try() {
          resolve "$2"
          [ "$dns" != ok ] && { say "$1 dns $dns"; return; }
          found=${found# }
          say "$1 dns ok $(clean "$found")"
          [ "$3" != 0 ] || return
          tries=0 tcp=barred
          for ip in $found; do
            barred "$ip" && continue
            [ "$tries" -lt 3 ] || break
            tries=$((tries + 1))
            connect "$ip" "$3"
            if [ "$tcp" = ok ]; then break; fi
          done
          say "$1 tcp $tcp $(clean "$ip")"
          if [ "$tcp" = ok ] && [ "$4" = tls ]; then shake "$1" "$ip" "$3" "$2"; fi
        }
        say "by sh"
        number=0 began=$(date +%s 2>/dev/null)
        while [ $# -ge 3 ]; do
          [ -z "$began" ] || [ $(($(date +%s) - began)) -lt 45 ] || break
          try "$number" "$1" "$2" "$3"
          number=$((number + 1))
          shift 3
        done
        say end

        """;
}
