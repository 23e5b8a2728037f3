using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>apt-get, apk, dnf and their like. Packages in the table bring these programs and nobody else's; others may bring any.</summary>
internal static class SystemPackages
{
    /// <summary>Package → programs (with folder on Debian, Alpine). Those that bring none of interest have an empty entry.</summary>
    private static readonly Dictionary<string, string> Programs = new(StringComparer.Ordinal)
    {
        ["bash"] = "/bin/bash", ["curl"] = "/usr/bin/curl", ["wget"] = "/usr/bin/wget", ["git"] = "/usr/bin/git", ["jq"] = "/usr/bin/jq", ["make"] = "/usr/bin/make",
        ["tini"] = "?tini", ["dumb-init"] = "/usr/bin/dumb-init", ["su-exec"] = "/sbin/su-exec", ["gosu"] = "?gosu", ["sudo"] = "/usr/bin/sudo", ["unzip"] = "/usr/bin/unzip",
        ["zip"] = "/usr/bin/zip", ["vim"] = "?vim", ["nano"] = "?nano", ["less"] = "?less", ["dos2unix"] = "?dos2unix", ["openssl"] = "/usr/bin/openssl", ["procps"] = "?ps ?top ?free",
        ["nginx"] = "/usr/sbin/nginx", ["netcat-openbsd"] = "?nc ?netcat", ["netcat"] = "?nc ?netcat", ["netcat-traditional"] = "?nc ?netcat", ["rsync"] = "/usr/bin/rsync",
        ["ca-certificates"] = "?openssl", ["tzdata"] = "", ["gnupg"] = "", ["gnupg2"] = "", ["apt-transport-https"] = "", ["lsb-release"] = "?python3", ["locales"] = "", ["libc6-compat"] = "",
        ["gcompat"] = "", ["libstdc++"] = "", ["libgcc"] = "", ["icu-libs"] = "", ["icu-data-full"] = "", ["fontconfig"] = "", ["ttf-dejavu"] = "", ["shadow"] = "?useradd ?groupadd ?usermod",
        ["libpq5"] = "", ["libpq"] = "", ["postgresql-libs"] = "", ["postgresql-client"] = "?psql ?perl", ["libgomp1"] = "", ["libgl1"] = "", ["libglib2.0-0"] = "", ["libgl1-mesa-glx"] = "",
        ["libssl3"] = "", ["libssl1.1"] = "", ["libicu72"] = "", ["libvips"] = "", ["vips"] = "", ["libxml2"] = "", ["libffi-dev"] = "", ["musl-dev"] = "", ["gcc"] = "?gcc", ["g++"] = "?g++ ?gcc",
        ["build-essential"] = "?gcc ?g++ ?make ?perl", ["build-base"] = "?gcc ?g++ ?make", ["python3"] = "/usr/bin/python3", ["python3-pip"] = "?pip3 ?pip ?python3", ["py3-pip"] = "?pip3 ?pip ?python3",
        ["nodejs"] = "/usr/bin/node", ["npm"] = "?npm ?npx ?node", ["supervisor"] = "?supervisord ?python3", ["libpq-dev"] = "", ["linux-headers"] = "", ["libzip-dev"] = "", ["libpng-dev"] = "",
        ["xz-utils"] = "?xz", ["libatomic1"] = "", ["libc6"] = "", ["iputils-ping"] = "?ping", ["pkg-config"] = "", ["libssl-dev"] = "", ["zlib1g-dev"] = "",
    };

    private static readonly string[] Libraries = ["/usr/lib", "/lib", "/usr/share", "/usr/include", "/etc", "/var/lib", "/var/cache", "/var/log", "/usr/libexec"];

    private static readonly string[] ProgramFolders = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin"];

    public static CommandResult Run(CommandCall call)
    {
        var operands = call.Operands("-t", "--virtual", "--repository", "-X", "-o", "--target-release", "-c", "--enablerepo", "--disablerepo", "--setopt");
        var words = operands.Select(o => o.Text).ToList();
        var verb = words.Count == 0 ? "" : words[0];
        var record = new PackageInstall { Ecosystem = Ecosystem.System, Manager = call.Program, Action = verb ?? "", Named = [.. words.Skip(1).OfType<string>().Select(Name)] };
        switch (verb)
        {
            case "install" or "add" or "in" or "reinstall" or "localinstall" or "groupinstall":
                Install(call, record, !words.Contains(null));
                return CommandResult.Of(record with { Packages = record.Named, Effect = InstallEffect.Installed });
            case "remove" or "purge" or "autoremove" or "del" or "erase":
                Remove(call, record);
                return CommandResult.Of(record);
            case "upgrade" or "dist-upgrade" or "full-upgrade" or "update" when call.Program is not ("apt-get" or "apt" or "apk") || verb != "update":
                Spread(call, Libraries);
                return CommandResult.Unknown;
            case "update" or "clean" or "autoclean" or "makecache" or "cache" or "check-update" or "info" or "list" or "search" or "ref" or "refresh":
                call.Run.Disturb("/var/lib");
                return CommandResult.Unknown;
            default:
                return ShellBuiltins.Unfollowed(call);
        }
    }

    public static CommandResult Package(CommandCall call)
    {
        if (call.Has("-i", "--install", "-U"))
        {
            return ShellBuiltins.Unfollowed(call);
        }

        return CommandResult.Succeeds;
    }

    /// <summary><c>nginx=1.2</c>, <c>nodejs:18</c>, <c>curl~8</c> → the name.</summary>
    private static string Name(string package) => package.Split('=', '~', '<', '>', ':', '@')[0];

    private static void Install(CommandCall call, PackageInstall record, bool isKnown)
    {
        var run = call.Run;
        var isAlpine = call.Program == "apk";
        Spread(call, Libraries);
        if (!isKnown || record.Named.Any(n => !Programs.ContainsKey(n)) || !(isAlpine || call.Program is "apt-get" or "apt" or "aptitude"))
        {
            Spread(call, ProgramFolders);
            run.Users = run.Users.Opened();
        }

        foreach (var program in record.Named.SelectMany(n => (Programs.GetValueOrDefault(n) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (program.StartsWith('?'))
            {
                foreach (var folder in ProgramFolders)
                {
                    run.Disturb(folder + "/" + program[1..]);
                }
            }
            else
            {
                run.Put(program, run.NewFile(null, 0b111_101_101));
            }
        }
    }

    /// <summary>What goes with a package is not followed; programs of its name, and of the table, may be gone.</summary>
    private static void Remove(CommandCall call, PackageInstall record)
    {
        foreach (var name in record.Named)
        {
            foreach (var program in (Programs.GetValueOrDefault(name) ?? name).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                foreach (var folder in ProgramFolders)
                {
                    var path = folder + "/" + program.TrimStart('?')[(program.LastIndexOf('/') + 1)..];
                    if (Modelling.Files.Paths.Absolute("/", path) is { } known && call.Run.Find(known).IsPresent)
                    {
                        call.Run.Adjust(known, node => node with { Existence = Existence.Unknown });
                    }
                }
            }
        }

        call.Run.Doubt("/usr/lib");
        call.Run.Doubt("/usr/share");
        call.Run.Doubt("/etc");
    }

    private static void Spread(CommandCall call, string[] folders)
    {
        foreach (var folder in folders)
        {
            call.Run.Disturb(folder);
        }
    }
}
