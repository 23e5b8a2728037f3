using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Java;

/// <summary>A java command that the container starts.</summary>
/// <param name="Options">What stands before the class or <c>-jar</c>.</param>
/// <param name="Jar">As written after <c>-jar</c>; null without.</param>
internal sealed record JavaScene(Launch Launch, LaunchedCommand Command, IReadOnlyList<string> Options, string? Jar, Instruction By)
{
    private static readonly string[] OptionsWithValue = ["-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules", "--add-opens", "--add-exports", "--add-reads", "--limit-modules"];

    public StageModel Stage => Launch.Stage;

    /// <summary>Absolute path of the jar; null where it is not known.</summary>
    public string? JarPath => Jar is not null && !Names.HasVariable(Jar) && !Jar.Contains('*', StringComparison.Ordinal) && Command.Directory is { } directory ? Paths.Absolute(directory, Jar) : null;

    public int? Version => VersionOf(Stage);

    public static JavaScene? Of(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || launch.Commands.LastOrDefault(c => c.IsCertain) is not { SetBy: { } by } command || Names.Base(command.Program) != "java")
        {
            return null;
        }

        var options = new List<string>();
        for (var i = 1; i < command.Words.Count; i++)
        {
            var word = command.Words[i];
            if (word == "-jar" || (!word.StartsWith('-') && !Names.HasVariable(word)))
            {
                return new JavaScene(launch, command, options, word == "-jar" && i + 1 < command.Words.Count ? command.Words[i + 1] : null, by);
            }

            options.Add(word);
            i += OptionsWithValue.Contains(word) ? 1 : 0;
        }

        return null;
    }

    /// <summary>The major version of the image's Java, where nothing else is installed.</summary>
    public static int? VersionOf(StageModel stage) => stage.Base.Traits.Runtime is { Name: "java", Version: { } version } ? version.Major : stage.Base.Reference is { } reference ? InTag(reference) : null;

    /// <summary>Commands of Maven in a stage.</summary>
    public static IEnumerable<RunAt> Builds(StageModel stage) => stage.Runs().Where(r => r.Command.Program is "mvn" or "mvnw" or "gradle" or "gradlew" or "javac");

    /// <summary>The tags of the maven and gradle images: <c>3.9-eclipse-temurin-21</c>, <c>8-jdk21-alpine</c>.</summary>
    private static int? InTag(string reference)
    {
        var name = reference.Split('/')[^1];
        if (!name.StartsWith("maven:", StringComparison.Ordinal) && !name.StartsWith("gradle:", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var vendor in (string[])["temurin-", "corretto-", "openjdk-", "zulu-", "jdk-", "jdk"])
        {
            var at = name.IndexOf(vendor, StringComparison.Ordinal);
            var digits = at < 0 ? "" : string.Concat(name[(at + vendor.Length)..].TakeWhile(char.IsAsciiDigit));
            if (int.TryParse(digits, out var major))
            {
                return major;
            }
        }

        return null;
    }
}
