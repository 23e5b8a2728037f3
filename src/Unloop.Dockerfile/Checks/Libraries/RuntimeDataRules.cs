using System.Text.RegularExpressions;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Commands;

namespace Unloop.Dockerfile.Checks.Libraries;

/// <summary>The linker is given a library in the build stage that the final stage does not have.</summary>
internal sealed class LibraryOnlyInBuilder : IRule
{
    /// <summary>By the name after -l: the file that is looked for, and words one of which a package of the final stage would contain.</summary>
    private static readonly Dictionary<string, (string File, string[] Packages)> Libraries = new()
    {
        ["curl"] = ("libcurl.so.4", ["curl", "git"]),
        ["pq"] = ("libpq.so.5", ["libpq", "postgres"]),
        ["ssl"] = ("libssl.so.3", ["ssl", "curl", "wget", "ca-certificates", "git", "python", "libpq"]),
        ["crypto"] = ("libcrypto.so.3", ["ssl", "curl", "wget", "ca-certificates", "git", "python", "libpq"]),
        ["sqlite3"] = ("libsqlite3.so.0", ["sqlite", "python"]),
        ["xml2"] = ("libxml2.so.2", ["libxml2", "xslt", "php"]),
        ["hiredis"] = ("libhiredis.so", ["hiredis", "redis"]),
        ["zmq"] = ("libzmq.so.5", ["zmq"]),
        ["mysqlclient"] = ("libmysqlclient.so.21", ["mysql", "mariadb"]),
        ["yaml"] = ("libyaml-0.so.2", ["yaml", "ruby"]),
        ["uv"] = ("libuv.so.1", ["libuv", "node"]),
    };

    public RuleDescription About { get; } = new(
        "library-only-in-builder", Severity.Error, "the binary needs a shared library that only its build stage has",
        "error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory",
        "Install the library (not its -dev package) in the final stage.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var binary in CompiledBinary.Of(model).Where(b => b.Builder.Base.Traits.Libc == model.Target!.Base.Traits.Libc && IsPlainSystem(model.Target.Base)))
        {
            var installed = Installed(model.Target!).ToList();
            foreach (var name in Linked(binary.Command))
            {
                if (Libraries.TryGetValue(name, out var library) && !installed.Any(p => library.Packages.Any(w => p.Contains(w, StringComparison.Ordinal))))
                {
                    yield return Missing(binary, library.File, model);
                }
            }

            if (binary.Compiler == Compiler.Cpp && model.Target!.Base.Traits.Distribution == Distribution.Alpine && !installed.Any(p => p.Contains("stdc++", StringComparison.Ordinal) || p.Contains("g++", StringComparison.Ordinal) || p.Contains("build-base", StringComparison.Ordinal)))
            {
                yield return Missing(binary, "libstdc++.so.6", model);
            }
        }
    }

    private Defect Missing(CompiledBinary binary, string library, BuildModel model) => About.At(binary.Copy.Instruction, library,
        $"{binary.Path} needs {library}, which its build stage has and the final stage on {model.Target!.Base.Reference} has not.",
        model.Target.Base.Traits.Libc == Libc.Musl ? $"Error loading shared library {library}: No such file or directory (needed by {binary.Path})"
        : $"{binary.Path}: error while loading shared libraries: {library}: cannot open shared object file: No such file or directory");

    private static IEnumerable<string> Linked(RunCommand command) =>
        command.Program is "gcc" or "cc" or "clang" or "g++" or "c++" or "clang++" ? command.Arguments.OfType<string>().Where(a => a.StartsWith("-l", StringComparison.Ordinal)).Select(a => a[2..]) : [];

    /// <summary>An image of a distribution and nothing else, so that what is in it is known.</summary>
    private static bool IsPlainSystem(BaseImage image) => image is { IsAssumed: false, Traits: { Distribution: Distribution.Debian or Distribution.Ubuntu or Distribution.Alpine, Runtime: null } }
        && image.Reference.Split(':', '@')[0] is "debian" or "ubuntu" or "alpine" or "docker.io/debian" or "docker.io/alpine";

    /// <summary>Every word of every RUN of the stage, and what is copied to folders of libraries.</summary>
    private static IEnumerable<string> Installed(StageModel target)
    {
        for (var stage = target; stage is not null; stage = stage.Parent)
        {
            foreach (var step in stage.Steps)
            {
                if (step.Instruction.Keyword == "RUN")
                {
                    yield return step.Instruction.Arguments;
                }
                else if (step.Copy is { } copy && (copy.Destination is null || copy.Destination.Contains("lib", StringComparison.Ordinal) || copy.Destination == "/"))
                {
                    // A library may have come along: whatever it is, nothing is claimed.
                    yield return string.Join(' ', Libraries.Values.SelectMany(l => l.Packages)) + " stdc++";
                }
            }
        }
    }
}

/// <summary>What a Go program asks the image for beside its own binary, as its sources in the context say.</summary>
internal static class GoSources
{
    public static IEnumerable<(string Path, string Text)> Of(BuildModel model) =>
        from file in model.Context?.Files ?? []
        where file.Path.EndsWith(".go", StringComparison.Ordinal) && !file.Path.EndsWith("_test.go", StringComparison.Ordinal) && !file.Path.Contains("testdata/", StringComparison.Ordinal) && !model.Context!.IsIgnored(file.Path)
        where file.Head is not null
        select (file.Path, file.Head!);

    /// <summary>The COPY that brings the started binary of a Go stage into the target.</summary>
    public static StepModel? CopyOfBinary(BuildModel model)
    {
        if (Launch.Of(model) is not { } launch || launch.Commands.FirstOrDefault(c => c.IsCertain && !Names.HasVariable(c.Program)) is not { } command)
        {
            return null;
        }

        var builders = model.Stages.Where(s => s.Base.Traits.Runtime?.Name == "go").ToList();
        return launch.Stage.Steps.FirstOrDefault(s => s.Copy is { FromStage: { } from, Destination: { } to } && builders.Contains(from)
            && (command.In(launch.State).Resolve(command.Program) == to || s.Copy.Sources.Any(c => c.Text is { } text && Names.Base(text) == Names.Base(command.Program))));
    }
}

internal sealed partial class CertificatesMissing : IRule
{
    private static readonly string[] Places = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cert.pem"];

    public RuleDescription About { get; } = new(
        "certificates-missing", Severity.Warning, "a program on scratch calls https addresses, and the image has no certificate authorities",
        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "Copy them from the build stage: COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is not { } target || !Places.All(p => target.End.Files.Find(p).IsAbsent) || !target.End.Files.Find("/etc/ssl/certs").IsAbsent || target.End.EnvironmentIsOpen || target.End.Environment.ContainsKey("SSL_CERT_FILE")
            || target.End.Environment.ContainsKey("SSL_CERT_DIR") || GoSources.CopyOfBinary(model) is not { } copy || GoSources.Of(model).Any(s => s.Text.Contains("x509roots", StringComparison.Ordinal) || s.Text.Contains("rootcerts", StringComparison.Ordinal) || s.Text.Contains("InsecureSkipVerify", StringComparison.Ordinal) || s.Text.Contains("RootCAs", StringComparison.Ordinal)))
        {
            yield break;
        }

        foreach (var (path, text) in GoSources.Of(model))
        {
            if (Call().Match(text) is { Success: true } match)
            {
                yield return About.At(copy.Instruction, match.Groups["host"].Value, $"{path} calls https://{match.Groups["host"].Value}, and the final stage has no certificate authorities to trust.",
                    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
                    $"Copy them from the build stage: COPY --from={copy.Instruction.Flag("from")} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/.");
                yield break;
            }
        }
    }

    [GeneratedRegex(@"http\.(Get|Post|Head|PostForm|NewRequest|NewRequestWithContext)\([^\n]{0,60}""https://(?<host>[A-Za-z0-9.-]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}

internal sealed partial class TimeZonesMissing : IRule
{
    public RuleDescription About { get; } = new(
        "time-zones-missing", Severity.Error, "a Go program loads a time zone by name, and the image has no time zone data",
        "unknown time zone Europe/Paris",
        "Copy /usr/share/zoneinfo from the build stage, install tzdata, or import _ \"time/tzdata\".");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is not { } target || !target.End.Files.Find("/usr/share/zoneinfo").IsAbsent || target.End.EnvironmentIsOpen || target.End.Environment.ContainsKey("ZONEINFO") || GoSources.CopyOfBinary(model) is not { } copy
            || model.Document.Source.Text.Contains("timetzdata", StringComparison.Ordinal) || model.Document.Source.Text.Contains("tzdata", StringComparison.Ordinal) || GoSources.Of(model).Any(s => s.Text.Contains("time/tzdata", StringComparison.Ordinal)))
        {
            yield break;
        }

        foreach (var (path, text) in GoSources.Of(model))
        {
            if (Load().Match(text) is { Success: true } match)
            {
                yield return About.At(copy.Instruction, match.Groups["zone"].Value, $"{path} loads the time zone {match.Groups["zone"].Value}, and the final stage has no /usr/share/zoneinfo.",
                    $"unknown time zone {match.Groups["zone"].Value}");
                yield break;
            }
        }
    }

    [GeneratedRegex(@"time\.LoadLocation\(""(?<zone>[A-Z][A-Za-z]+/[A-Za-z_/]+)""\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Load();
}
