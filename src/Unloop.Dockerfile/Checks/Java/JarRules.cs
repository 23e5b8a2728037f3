using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Java;

/// <summary>Maven names the jar by artifact and version; the command names it otherwise.</summary>
internal sealed class JarNameDiffers : IRule
{
    public RuleDescription About { get; } = new(
        "jar-name-differs", Severity.Error,
        "the jar that is started has another name than the one that the build makes",
        "Error: Unable to access jarfile target/app.jar",
        "Name the jar as the build does, or set finalName.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (JavaScene.Of(model) is not { JarPath: { } path } scene || scene.Launch.State.Files.Find(path).IsPresent || Paths.Name(Paths.Folder(path)) != "target" || !PlainCommands.AreAll(scene.Stage, "mvn", "mvnw")
            || scene.Stage.Runs().Any(r => r.Command.Program is "cp" or "mv" or "ln"))
        {
            yield break;
        }

        var build = JavaScene.Builds(scene.Stage).LastOrDefault();
        if (build?.Command.Directory is { } directory && Paths.Join(directory, "target") == Paths.Folder(path) && build.Command.Arguments.All(a => a?.StartsWith("-D", StringComparison.Ordinal) == false || a is "-DskipTests" or "-Dmaven.test.skip=true")
            && MavenProject.Read(build.Command.Before.Files.Find(Paths.Join(directory, "pom.xml")).Text?.Whole) is { HasPlainPluginsOnly: true, JarName: { } name } && name != Paths.Name(path))
        {
            yield return About.At(
                scene.By, scene.Jar!, $"'java -jar {scene.Jar}' is started, but '{build.Command.Text}' (line {build.Line}) names the jar target/{name} after pom.xml.",
                $"Error: Unable to access jarfile {scene.Jar}", $"Start target/{name}, or set <finalName> in pom.xml.");
        }
    }
}

/// <summary>A jar that nothing made executable.</summary>
internal sealed class PlainJar : IRule
{
    public RuleDescription About { get; } = new(
        "plain-jar", Severity.Error,
        "the jar that is started has no main class in its manifest",
        "no main manifest attribute, in app.jar",
        "Add the plugin that makes the jar executable, or copy the jar that it makes.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (JavaScene.Of(model) is not { JarPath: { } path } scene)
        {
            yield break;
        }

        foreach (var copy in scene.Stage.CopiesFromElsewhere().Where(s => s.Copy!.FromStage is not null && s.Copy.Sources.Count == 1))
        {
            var source = copy.Copy!.Sources[0].Text;
            var isThis = copy.Copy.DestinationIsDirectory ? source is not null && !source.Contains('*', StringComparison.Ordinal) && Paths.Join(copy.Copy.Destination ?? "?", Paths.Name(source)) == path : copy.Copy.Destination == path;
            if (isThis && source is not null && Why(copy.Copy.FromStage!, source) is { } why)
            {
                yield return About.At(scene.By, path, $"{path} is {source} (line {copy.Instruction.FirstLine}), {why}.", $"no main manifest attribute, in {scene.Jar}");
            }
        }
    }

    private static string? Why(StageModel from, string source)
    {
        if (source.EndsWith("-plain.jar", StringComparison.Ordinal))
        {
            return "the jar that Spring Boot's Gradle plugin makes beside the executable one";
        }

        var build = JavaScene.Builds(from).LastOrDefault(r => r.Command.Program is "mvn" or "mvnw");
        if (build?.Command.Directory is not { } directory || Paths.Folder(source) != Paths.Join(directory, "target") || build.Command.Arguments.Any(a => a is null || a.Contains(':', StringComparison.Ordinal) || a.StartsWith("-P", StringComparison.Ordinal)))
        {
            return null;
        }

        var project = MavenProject.Read(build.Command.Before.Files.Find(Paths.Join(directory, "pom.xml")).Text?.Whole);
        return project is { HasPlainPluginsOnly: true, HasSpringBootPlugin: false, JarName: { } name } && (Paths.Name(source) == name || Paths.Name(source) == "*.jar")
            ? $"and pom.xml has {(project.IsSpringBoot ? "no spring-boot-maven-plugin" : "no plugin that names a main class")}"
            : null;
    }
}

/// <summary>Classes for a newer Java than the one that runs them.</summary>
internal sealed class ClassVersion : IRule
{
    private const int FirstClassVersion = 44;

    public RuleDescription About { get; } = new(
        "class-version", Severity.Error,
        "the classes are compiled for a newer Java than the final image has",
        "java.lang.UnsupportedClassVersionError: Main has been compiled by a more recent version of the Java Runtime (class file version 65.0)",
        "Take the same Java for both stages, or compile for the older one.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (JavaScene.Of(model) is not { Version: { } here } scene || JavaScene.Builds(scene.Stage).Any() || PlainCommands.SystemPackages(scene.Stage) is not { } packages || packages.Any(p => p.Contains("jdk", StringComparison.Ordinal) || p.Contains("jre", StringComparison.Ordinal) || p.Contains("java", StringComparison.Ordinal)))
        {
            yield break;
        }

        foreach (var from in scene.Stage.CopiesFromElsewhere().Where(c => IsOfProgram(scene, c)).Select(c => c.Copy!.FromStage).OfType<StageModel>().Distinct())
        {
            if (JavaScene.Builds(from).LastOrDefault() is { } build && Release(from, build) is { } release && release > here)
            {
                yield return About.At(
                    scene.Stage.From, $"{release}",
                    $"'{build.Command.Text}' (line {build.Line}) compiles for Java {release}, and {scene.Stage.BaseReference} has Java {here}.",
                    $"java.lang.UnsupportedClassVersionError: … (class file version {FirstClassVersion + release}.0), this version of the Java Runtime only recognizes class file versions up to {FirstClassVersion + here}.0");
            }
        }
    }

    /// <summary>Jars and classes, not configuration.</summary>
    private static bool IsOfProgram(JavaScene scene, StepModel copy) =>
        scene.JarPath is { } jar ? copy.Copy!.Destination is { } to && Paths.IsWithin(jar, to) : copy.Copy!.Destination is { } place && scene.Command.Words.Any(w => w.Split(':').Any(p => p.TrimEnd('*').TrimEnd('/') == place));

    private static int? Release(StageModel stage, RunAt build)
    {
        if (build.Command.Arguments.Any(a => a is null || a.StartsWith("-P", StringComparison.Ordinal) || (a.StartsWith("-D", StringComparison.Ordinal) && a.Contains("java", StringComparison.Ordinal)) || a.Contains("compiler", StringComparison.Ordinal)) || build.Command.Directory is not { } directory)
        {
            return null;
        }

        if (build.Command.Program is "mvn" or "mvnw")
        {
            return MavenProject.Read(build.Command.Before.Files.Find(Paths.Join(directory, "pom.xml")).Text?.Whole)?.Release;
        }

        // Gradle's settings are a program; javac without a word compiles for itself.
        return build.Command.Program == "javac" && !build.Command.Arguments.Any(a => a is "--release" or "-target" or "-source" or "--target" or "--source" || a!.StartsWith('@')) ? JavaScene.VersionOf(stage) : null;
    }
}

/// <summary>An option that the image's JVM does not have any more.</summary>
internal sealed class JvmOptionRefused : IRule
{
    /// <summary>Option → the first Java that refuses to start with it. Source: the flag tables of HotSpot's arguments.cpp, release by release.</summary>
    private static readonly Dictionary<string, int> RefusedSince = new()
    {
        ["MaxPermSize"] = 17, ["PermSize"] = 17, ["UseConcMarkSweepGC"] = 15, ["UseParNewGC"] = 11, ["CMSClassUnloadingEnabled"] = 17, ["CMSInitiatingOccupancyFraction"] = 17,
        ["UseCMSInitiatingOccupancyOnly"] = 17, ["CMSParallelRemarkEnabled"] = 17, ["PrintGCDateStamps"] = 9, ["PrintGCTimeStamps"] = 9, ["PrintHeapAtGC"] = 9,
        ["PrintTenuringDistribution"] = 9, ["UseGCLogFileRotation"] = 9, ["NumberOfGCLogFiles"] = 9, ["GCLogFileSize"] = 9, ["PrintGCApplicationStoppedTime"] = 9,
        ["UseCGroupMemoryLimitForHeap"] = 11, ["AggressiveOpts"] = 17,
    };

    private static readonly string[] ReadByItself = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];

    public RuleDescription About { get; } = new(
        "jvm-option-refused", Severity.Error,
        "an option is given that the image's Java does not know any more",
        "Unrecognized VM option 'MaxPermSize=256m'",
        "Drop the option.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (JavaScene.Of(model) is not { Version: { } version } scene || PlainCommands.SystemPackages(scene.Stage) is not { Count: 0 })
        {
            yield break;
        }

        var given = scene.Options.Select(o => (Option: o, By: scene.By)).ToList();
        foreach (var name in ReadByItself.Concat(scene.Command.InShell ? scene.Options.Where(o => o.StartsWith('$')).Select(o => o.Trim('$', '{', '}')) : []))
        {
            if (scene.Launch.State.Environment.TryGetValue(name, out var value) && value is not null && scene.Stage.History().LastOrDefault(s => s.Instruction.Keyword == "ENV" && s.Instruction.KeyValues.Any(k => k.Key == name)) is { } step)
            {
                given.AddRange(value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => (o, step.Instruction)));
            }
        }

        if (given.Any(g => g.Option.Contains("IgnoreUnrecognizedVMOptions", StringComparison.Ordinal)))
        {
            yield break;
        }

        foreach (var (option, by) in given.Where(g => g.Option.StartsWith("-XX:", StringComparison.Ordinal)))
        {
            var text = option["-XX:".Length..].TrimStart('+', '-');
            if (RefusedSince.TryGetValue(text.Split('=')[0], out var since) && version >= since)
            {
                yield return About.At(by, text.Split('=')[0], $"{option} is refused by Java {since} and later, and {scene.Stage.BaseReference} has Java {version}.", $"Unrecognized VM option '{text}'");
                yield break;
            }
        }
    }
}
