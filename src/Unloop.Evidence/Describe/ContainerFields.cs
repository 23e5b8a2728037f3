using System.Globalization;
using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Describe;

/// <summary>The fields of one described container as facts.</summary>
internal static class ContainerFields
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh"];

    public static ContainerFacts Read(string name, ContainerType type, Dictionary<string, List<string>> fields)
    {
        var env = Body(fields, "Environment") ?? Body(fields, "Environment Variables");
        var mounts = Body(fields, "Mounts") ?? Body(fields, "Volume Mounts");
        var last = State(fields, "Last State");
        var isOutline = env is not null && mounts is not null;
        return new ContainerFacts
        {
            Name = name,
            Type = type == ContainerType.Init && Value(fields, "Restart Policy") == "Always" ? ContainerType.Sidecar : type,
            Image = Value(fields, "Image"),
            ImageId = Value(fields, "Image ID"),
            ContainerId = Value(fields, "Container ID"),
            Command = Words(fields, "Command"),
            Args = Words(fields, "Args"),
            OutlineKnown = isOutline,
            Ports = [.. Ports(fields)],
            Env = [.. EnvDescription.FromAll(Body(fields, "Environment Variables from")), .. EnvDescription.Read(env)],
            Mounts = [.. (mounts ?? []).Select(Mount).OfType<MountFact>()],
            Resources = Resources(fields),
            Liveness = ProbeDescription.Read(Text(fields, "Liveness")),
            Readiness = ProbeDescription.Read(Text(fields, "Readiness")),
            Startup = ProbeDescription.Read(Text(fields, "Startup")),
            Security = new SecurityFacts { Seccomp = Value(fields, "SeccompProfile") },
            State = State(fields, "State"),
            LastState = last,
            RestartCount = Stamps.Number(Value(fields, "Restart Count")) ?? 0,
            Ready = Value(fields, "Ready") switch { "True" => true, "False" => false, _ => null },
        };
    }

    private static string? Value(Dictionary<string, List<string>> fields, string key) =>
        fields.TryGetValue(key, out var lines) && !Field.IsNone(lines[0]) ? lines[0] : null;

    /// <summary>The value with its further lines, as the program or person broke them.</summary>
    private static string? Text(Dictionary<string, List<string>> fields, string key) =>
        fields.TryGetValue(key, out var lines) && string.Join('\n', lines.Select(l => l.TrimEnd())).Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The lines below the key; null when the key is not there.</summary>
    private static IReadOnlyList<string>? Body(Dictionary<string, List<string>> fields, string key) =>
        fields.TryGetValue(key, out var lines) ? [.. lines.Skip(1).Where(l => l.Trim().Length > 0)] : null;

    private static ContainerState? State(Dictionary<string, List<string>> fields, string key) => Value(fields, key) switch
    {
        "Waiting" => new ContainerState { Phase = StatePhase.Waiting, Reason = Value(fields, key + "/Reason"), Message = Message(fields, key) },
        "Running" => new ContainerState { Phase = StatePhase.Running, StartedAt = Stamps.Read(Value(fields, key + "/Started")) },
        "Terminated" => new ContainerState
        {
            Phase = StatePhase.Terminated,
            Reason = Value(fields, key + "/Reason"),
            Message = Message(fields, key),
            ExitCode = Stamps.Number(Value(fields, key + "/Exit Code")),
            Signal = Stamps.Number(Value(fields, key + "/Signal")),
            StartedAt = Stamps.Read(Value(fields, key + "/Started")),
            FinishedAt = Stamps.Read(Value(fields, key + "/Finished")),
        },
        _ => null,
    };

    private static string? Message(Dictionary<string, List<string>> fields, string key) =>
        Text(fields, key + "/Message") is { } message ? Redactor.Text(message) : null;

    /// <summary>One word a line; but what follows a shell's <c>-c</c> is one script, broken where it broke.</summary>
    private static IReadOnlyList<string>? Words(Dictionary<string, List<string>> fields, string key)
    {
        if (Body(fields, key) is not { Count: > 0 } lines)
        {
            return null;
        }

        var indent = lines.Min(l => l.Length - l.TrimStart(' ', '\t').Length);
        var words = lines.Select(l => l[indent..].TrimEnd()).ToList();
        var script = words.FindIndex(w => w is "-c" or "-ec" or "-ce" or "-lc" or "-xc" or "-exc") + 1;
        var isShell = key == "Command" ? words is [var program, ..] && Shells.Contains(program.Split('/')[^1])
            : Body(fields, "Command") is [var command, ..] && Shells.Contains(command.Trim().Split('/')[^1]);
        if (isShell && script > 0 && script < words.Count)
        {
            words = [.. words[..script], string.Join('\n', words[script..])];
        }

        return Redactor.Arguments(words);
    }

    private static IEnumerable<PortFact> Ports(Dictionary<string, List<string>> fields)
    {
        var host = Split(Value(fields, "Host Ports") ?? Value(fields, "Host Port"));
        var ports = Split(Value(fields, "Ports") ?? Value(fields, "Port"));
        for (var i = 0; i < ports.Length; i++)
        {
            if (Port(ports[i]) is not var (number, protocol, name) || number == 0)
            {
                continue;
            }

            var onHost = i < host.Length && Port(host[i]) is var (h, _, _) && h > 0 ? h : (int?)null;
            yield return new PortFact(number, name, protocol, onHost);
        }
    }

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary><c>8080/TCP</c>, since 1.32 also <c>8080/TCP (http)</c>.</summary>
    private static (int Number, string Protocol, string? Name)? Port(string text)
    {
        var words = text.Split(' ', 2);
        var parts = words[0].Split('/');
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, parts.Length > 1 ? parts[1] : "TCP", words.Length > 1 ? words[1].Trim('(', ')', ' ') : null)
            : null;
    }

    /// <summary><c>/etc/app from config (ro,path="app.yaml")</c></summary>
    private static MountFact? Mount(string line)
    {
        var text = line.Trim();
        var from = text.LastIndexOf(" from ", StringComparison.Ordinal);
        if (from <= 0)
        {
            return null;
        }

        var rest = text[(from + " from ".Length)..];
        var open = rest.IndexOf(" (", StringComparison.Ordinal);
        var flags = open < 0 ? "" : rest[(open + 2)..].TrimEnd(')');
        var path = flags.IndexOf("path=\"", StringComparison.Ordinal) is var at and >= 0 ? flags[(at + 6)..].TrimEnd('"') : null;
        return new MountFact(text[..from].Trim(), open < 0 ? rest : rest[..open], flags == "ro" || flags.StartsWith("ro,", StringComparison.Ordinal), path);
    }

    private static ResourceFacts Resources(Dictionary<string, List<string>> fields)
    {
        var limits = Quantities(fields, "Limits");
        var requests = Quantities(fields, "Requests");
        return new ResourceFacts
        {
            CpuLimit = limits.GetValueOrDefault("cpu"),
            MemoryLimit = limits.GetValueOrDefault("memory"),
            CpuRequest = requests.GetValueOrDefault("cpu"),
            MemoryRequest = requests.GetValueOrDefault("memory"),
        };
    }

    private static Dictionary<string, string> Quantities(Dictionary<string, List<string>> fields, string key) =>
        (Body(fields, key) ?? []).Select(l => Field.Of(l.Replace('\t', ' '))).OfType<Field>()
            .DistinctBy(f => f.Key).ToDictionary(f => f.Key, f => f.Value);
}
