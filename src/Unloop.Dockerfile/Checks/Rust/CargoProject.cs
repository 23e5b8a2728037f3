using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Rust;

/// <summary>The package of the context's Cargo.toml, as far as its lines tell.</summary>
/// <param name="HasOneProgram">Neither [[bin]] nor src/bin nor a workspace: cargo makes one program, named as the package.</param>
/// <param name="IsLinkedToOpenssl">The lock file has openssl-sys and not its own copy of OpenSSL, and no dependency is optional.</param>
internal sealed record CargoProject(string Name, bool HasOneProgram, bool IsLinkedToOpenssl)
{
    public static CargoProject? Of(BuildContext context)
    {
        if (context.Find("Cargo.toml") is not { HeadIsWhole: true, Head: { } manifest } || NameIn(manifest) is not { } name)
        {
            return null;
        }

        var one = !manifest.Contains("[[bin]]", StringComparison.Ordinal) && !manifest.Contains("[workspace", StringComparison.Ordinal) && context.Exists("src/bin") == Existence.Absent && context.Find("src/main.rs") is not null && context.Exists(".cargo") == Existence.Absent;
        var locked = context.Find("Cargo.lock") is { HeadIsWhole: true, Head: { } text } ? text : "";
        var openssl = locked.Contains("name = \"openssl-sys\"", StringComparison.Ordinal) && !locked.Contains("name = \"openssl-src\"", StringComparison.Ordinal) && !manifest.Contains("optional", StringComparison.Ordinal) && !manifest.Contains("cfg(", StringComparison.Ordinal);
        return new CargoProject(name, one, openssl);
    }

    private static string? NameIn(string manifest)
    {
        var inPackage = false;
        foreach (var line in manifest.Split('\n').Select(l => l.Trim()))
        {
            if (line.StartsWith('['))
            {
                inPackage = line == "[package]";
            }
            else if (inPackage && line.StartsWith("name", StringComparison.Ordinal) && line.Split('=', 2) is [var key, var value] && key.Trim() == "name")
            {
                return value.Split('#')[0].Trim().Trim('"', '\'');
            }
        }

        return null;
    }
}
