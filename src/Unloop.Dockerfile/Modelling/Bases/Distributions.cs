namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>
/// The systems that images are built on. Programs after the images' own listings; what is named as lacking is what scripts use most
/// often without it being there.
/// </summary>
internal static class Distributions
{
    public const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const string Languages = "node npm npx yarn pnpm corepack bun deno ruby gem bundle irb php composer go cargo rustc java javac mvn gradle dotnet pip pip3 python poetry uv nginx httpd caddy";

    private const string Tools = "sudo jq vim nano tini dumb-init gosu su-exec supervisord pm2 aws kubectl docker psql mysql redis-cli redis-server mongod dos2unix tsc nodemon gunicorn uvicorn";

    private static readonly string[] BasicUsers = ["root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "www-data", "backup", "list", "irc", "nobody"];

    private static readonly string[] AlpineUsers = ["root", "bin", "daemon", "lp", "sync", "shutdown", "halt", "mail", "news", "uucp", "cron", "ftp", "sshd", "games", "ntp", "guest", "nobody"];

    /// <param name="release"><c>3.19</c>; null: not known.</param>
    public static Recipe Alpine(string? release) => new(
        new PathTable()
            .Programs("/bin", "ash base64 cat chgrp chmod chown cp date dd df dmesg echo ed egrep false fgrep getopt grep gunzip gzip hostname kill link ln login ls mkdir mknod mktemp more mount mv nice pidof ping printenv ps pwd rm rmdir sed sh sleep stat stty su sync tar touch true umount uname usleep watch zcat busybox")
            .Programs("/usr/bin", "awk basename bunzip2 bzip2 clear cmp cut diff dirname dos2unix du env expr find flock fold free groups head id install less logger md5sum mkfifo nc nohup nslookup od paste passwd pgrep pkill printf readlink realpath seq sha1sum sha256sum sha512sum shuf sort split tail tee test time timeout top tr truncate tty uniq unix2dos unzip unxz uptime vi wc wget which whoami xargs yes")
            .Programs("/usr/sbin", "addgroup adduser chpasswd chroot crond delgroup deluser")
            .Programs("/sbin", "apk ldconfig")
            .Files("/etc/passwd /etc/group /etc/os-release /etc/alpine-release /lib/ld-musl-x86_64.so.1")
            .Without("/usr/share/zoneinfo /lib64 /lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu")
            .Lacks("bash zsh curl git gcc g++ make cmake python3 perl openssl useradd groupadd usermod apt apt-get dpkg yum dnf service systemctl apache2 ssh rsync zip unrar file strace lsof " + Languages + " " + Tools.Replace("dos2unix ", "", StringComparison.Ordinal)),
        new ImageTraits { Distribution = Distribution.Alpine, Release = release is { Length: > 0 } ? release : null, Libc = Libc.Musl, Users = AlpineUsers },
        new ImageConfiguration { Cmd = ["/bin/sh"], Env = [DefaultPath] });

    public static Recipe Debian(string? release) => new(
        new PathTable { IsMerged = release is null or "bookworm" or "trixie" or "forky" or "sid" }
            .Programs("/bin", "bash sh dash cat chgrp chmod chown cp date dd df echo egrep false fgrep grep gunzip gzip hostname ln login ls mkdir mknod mktemp more mount mv pwd readlink rm rmdir sed sleep stty su sync tar touch true umount uname zcat")
            .Programs("/usr/bin", "awk basename base64 cmp cut diff dirname dpkg du env expr find flock fold getent getopt groups head id install ldd logger md5sum mkfifo mawk nice nohup nproc od passwd paste perl printenv printf realpath sha1sum sha256sum sha512sum shuf sort split stat tail tee test timeout tr truncate tty uniq wc which whoami xargs yes apt apt-get apt-cache")
            .Programs("/usr/sbin", "useradd groupadd usermod userdel chpasswd chroot")
            .Programs("/sbin", "ldconfig")
            .Files("/etc/passwd /etc/group /etc/os-release /etc/debian_version")
            .Without("/lib/ld-musl-x86_64.so.1 /lib/ld-musl-aarch64.so.1")
            .Lacks("zsh ash busybox curl wget git gcc g++ make cmake python3 openssl ps top free nc netcat ping apk yum dnf systemctl apache2 ssh rsync zip unzip less vi file strace lsof xz " + Languages + " " + Tools)
            .MayHave("xz"),
        new ImageTraits { Distribution = Distribution.Debian, Release = release, Libc = Libc.Glibc, Users = BasicUsers },
        new ImageConfiguration { Cmd = ["bash"], Env = [DefaultPath] });

    public static Recipe Ubuntu(string? release)
    {
        var debian = Debian(release);
        debian.Paths.IsMerged = true;
        debian.Paths.Programs("/usr/bin", "ps top free").Without("/etc/alpine-release");
        return debian with
        {
            Traits = debian.Traits with { Distribution = Distribution.Ubuntu },
            Configuration = debian.Configuration with { Cmd = ["/bin/bash"] },
        };
    }

    /// <summary>UBI, Fedora, Rocky, Amazon, Azure Linux, …: bash and little else that is the same in all.</summary>
    public static Recipe RedHat(Distribution distribution, string? release) => new(
        new PathTable { IsMerged = true }
            .Programs("/usr/bin", "bash sh cat chmod chown cp date env grep ls mkdir mv rm sed sleep touch id ln")
            .Files("/etc/passwd /etc/group /etc/os-release")
            .Without("/lib/ld-musl-x86_64.so.1")
            .Lacks("apt apt-get apk dpkg " + Languages)
            .MayHave("python pip pip3"),
        new ImageTraits { Distribution = distribution, Release = release, Libc = Libc.Glibc, Users = ["root", "bin", "daemon", "adm", "nobody"] },
        new ImageConfiguration { CommandIsKnown = false, Env = [DefaultPath] });

    /// <summary>Debian's libraries, no shell, no package manager.</summary>
    public static Recipe Distroless(string? release, bool hasLibc, bool isDebug) => new(
        WithBusyBox(new PathTable { HasNoShell = true }.Files("/etc/passwd /etc/group /etc/os-release /etc/ssl/certs/ca-certificates.crt").Directories("/usr/share/zoneinfo /home/nonroot"), isDebug),
        new ImageTraits { Distribution = Distribution.Distroless, Release = release, Libc = hasLibc ? Libc.Glibc : Libc.None, Users = ["root", "nobody", "nonroot"], UsersAreWhole = true },
        new ImageConfiguration { Env = [isDebug ? DefaultPath + ":/busybox" : DefaultPath], EnvIsWhole = true });

    public static Recipe BusyBox(string libc) => new(
        new PathTable().Programs("/bin", "sh ash cat chmod chown cp date echo env grep id ln ls mkdir mv ps pwd rm sed sleep tail tar tee test touch vi wget which whoami nc httpd awk find head sort")
            .Files("/etc/passwd /etc/group")
            .Lacks("bash curl git python3 perl openssl apk apt apt-get " + Languages.Replace("httpd ", "", StringComparison.Ordinal)),
        new ImageTraits { Distribution = Distribution.BusyBox, Libc = libc switch { "musl" => Libc.Musl, "glibc" => Libc.Glibc, _ => Libc.Unknown }, Users = ["root", "daemon", "bin", "sys", "sync", "mail", "www-data", "operator", "nobody"] },
        new ImageConfiguration { Cmd = ["sh"], Env = [DefaultPath] });

    /// <summary>What <c>buildpack-deps</c> adds to Debian: compilers and common tools.</summary>
    public static Recipe WithBuildTools(Recipe recipe)
    {
        recipe.Paths.Programs("/usr/bin", "curl wget git gcc g++ make perl openssl python3 ps top free unzip xz ssh file");
        recipe.Paths.MayHave("dos2unix zip less vi");
        return recipe;
    }

    private static PathTable WithBusyBox(PathTable paths, bool isDebug) => isDebug ? paths.Files("/busybox/sh /busybox/busybox") : paths;
}
