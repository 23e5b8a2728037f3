using System.Text.Json.Serialization;

namespace Unloop.Core.Experiments;

/// <summary>What a copy of a failing pod is made for; part of the public contract.</summary>
[JsonConverter(typeof(KebabEnumConverter<ExperimentKind>))]
public enum ExperimentKind
{
    /// <summary>Something that only sleeps, in place of the program: can a container live here at all?</summary>
    Asleep,

    /// <summary>The program once, without probes and without a restart: does it end by itself, and what does it say?</summary>
    Once,

    /// <summary>The program without probes, for longer than it ever lived: do the probes kill it?</summary>
    NoProbes,

    /// <summary>Names, ports and certificates of what the program needs, tried from the pod's network.</summary>
    Dependencies,

    /// <summary>The present image with the configuration of the last good revision.</summary>
    LastGoodConfiguration,

    /// <summary>The image of the last good revision with the present configuration.</summary>
    LastGoodImage,
}

/// <summary>The tokens of <see cref="ExperimentKind"/>, as they are typed and labelled.</summary>
public static class ExperimentKinds
{
    private static readonly Dictionary<string, ExperimentKind> ByToken = Enum.GetValues<ExperimentKind>().ToDictionary(k => k.Token());

    public static IReadOnlyList<string> Tokens => [.. ByToken.Keys];

    public static string Token(this ExperimentKind kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <exception cref="KeyNotFoundException">No experiment is called so.</exception>
    public static ExperimentKind Parse(string token) => ByToken[token];

    /// <summary>It runs the program itself, with all that it does to its volumes and neighbours.</summary>
    public static bool RunsProgram(this ExperimentKind kind) => kind is not (ExperimentKind.Asleep or ExperimentKind.Dependencies);
}
