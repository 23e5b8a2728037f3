using System.Text.RegularExpressions;

namespace Unloop.Score.Mutations;

/// <summary>
/// The same failure under other names: modules, hosts, addresses, paths, ports and containers are renamed alike in all files of a case. Names
/// that mean the same everywhere (<c>/proc</c>, <c>localhost</c>, the API's service) stay.
/// </summary>
internal static partial class Renaming
{
    /// <param name="Old">The name as it stands in the files.</param>
    /// <param name="New">What it becomes.</param>
    /// <param name="Where">Matches exactly the places where <paramref name="Old"/> is meant.</param>
    private sealed record Rename(string Old, string New, Regex Where);

    public static Case Of(Case @case)
    {
        var all = string.Join('\n', @case.Files.Values);
        Rename[] renames = [.. Modules(@case), .. Hosts(@case, all), .. Addresses(@case, all), .. Paths(@case, all), .. Ports(@case, all)];
        Rename[] containers = [.. Containers(@case, all)];
        var files = @case.Files.Select(file => KeyValuePair.Create(FileName(file.Key, containers), Rewrite(file.Value, [.. renames, .. containers])));
        var expected = @case.Expected;
        return @case.WithFiles(files) with
        {
            Expected = expected with
            {
                // the old names stay in the list: they are no longer in the files, so that nobody can name them
                CulpritAny = [.. expected.CulpritAny, .. expected.CulpritAny.Select(culprit => Plainly(culprit, renames.Concat(containers)))],
                Container = containers.FirstOrDefault(rename => rename.Old == expected.Container)?.New ?? expected.Container,
            },
        };
    }

    private static string Rewrite(string text, IEnumerable<Rename> renames) =>
        renames.Aggregate(text, (current, rename) => rename.Where.Replace(current, rename.New.Replace("$", "$$", StringComparison.Ordinal)));

    private static string Plainly(string culprit, IEnumerable<Rename> renames) =>
        renames.Aggregate(culprit, (current, rename) => current.Replace(rename.Old, rename.New, StringComparison.OrdinalIgnoreCase));

    private static string FileName(string name, IEnumerable<Rename> containers) =>
        containers.Aggregate(name, (current, rename) =>
            Regex.Replace(current, $@"(?<=^(init-|sidecar-)?){Regex.Escape(rename.Old)}(?=(\.previous|\.current)?\.log$)", rename.New));

    private static IEnumerable<Rename> Modules(Case @case) =>
        @case.Expected.Categories[0] != "missing-module" ? [] :
        @case.Expected.CulpritAny
            .Where(culprit => @case.Logs.Any(log => Regex.IsMatch(log.Value, $@"(['""`]|-- |named ){Regex.Escape(culprit)}\b")))
            .Select(culprit => new Rename(culprit, Invention.Word(@case.Id + culprit), Alone(culprit)));

    private static IEnumerable<Rename> Hosts(Case @case, string all) =>
        HostInContext().Matches(all).Select(match => match.Groups["host"].Value).Distinct()
            .Where(host => !FixedHost().IsMatch(host))
            .Select(host =>
            {
                var labels = host.Split('.', 2);
                var renamed = Invention.Word(@case.Id + host) + (labels.Length > 1 ? "." + labels[1] : "");
                var old = Regex.Escape(host);
                // a name of one label may also be a program's or a container's: only where it is plainly a host
                return new Rename(host, renamed, labels.Length > 1 ? Alone(host)
                    : new($@"(?<=lookup |://|@|host[= ]""?|host name ""|ENOTFOUND |EAI_AGAIN ){old}(?![\w.-])|(?<![\w./-]){old}(?=:\d{{4,5}}\b)"));
            });

    private static IEnumerable<Rename> Addresses(Case @case, string all) =>
        Address().Matches(all).Select(match => match.Value).Distinct()
            .Where(address => !FixedAddress().IsMatch(address))
            .Select(address => new Rename(address, $"10.77.{Invention.Number(@case.Id + address, 250)}.{Invention.Number(address, 240) + 10}", Alone(address)));

    private static IEnumerable<Rename> Paths(Case @case, string all) =>
        OwnFolder().Matches(all).Select(match => match.Value).Distinct()
            .Where(path => !FixedFolder().IsMatch(path))
            .Select(path => new Rename(path, path[..(path.LastIndexOf('/') + 1)] + Invention.Word(@case.Id + path),
                new($@"(?<![\w.-]){Regex.Escape(path)}(?![\w.-])")));

    private static IEnumerable<Rename> Ports(Case @case, string all) =>
        Port().Matches(all).Select(match => match.Groups["port"].Value).Distinct()
            .Where(port => int.Parse(port) is >= 1024 and <= 60000 and not (>= 1900 and <= 2100) and not 6443)
            .Select(port => new Rename(port, $"{int.Parse(port) + 1 + Invention.Number(@case.Id + port, 400)}", new($@"(?<![\w.-]){port}(?![\w.-]\w|\w)")));

    private static IEnumerable<Rename> Containers(Case @case, string all) =>
        ContainerHeading().Matches(all).Select(match => match.Groups["name"].Value).Append(@case.Expected.Container).Distinct()
            .Where(name => name is not ("istio-proxy" or "linkerd-proxy"))   // those who inject them gave them these names for good
            .Select(name =>
            {
                var old = Regex.Escape(name);
                return new Rename(name, Invention.Word(@case.Id + name),
                    new($@"(?m)(?<=^  ){old}(?=:\s*$)|(?<=[Cc]ontainer[= ]""?){old}(?![\w-])|(?<=\{{){old}(?=\}})|(?<=\bname: ""?){old}(?=""?\s*$)"));
            });

    private static Regex Alone(string name) => new($@"(?<![\w-]){Regex.Escape(name)}(?![\w-])");

    [GeneratedRegex(@"(?:lookup |://(?:[\w%-]+:[^@\s/]*@)?|ENOTFOUND |EAI_AGAIN |host name ""|host ""|host=)(?<host>[a-z][\w-]*(?:\.[\w-]+)*)|(?<![\w./-])(?<host>[a-z][\w-]*(?:\.[\w-]+)*)(?=:\d{4,5}\b)", RegexOptions.IgnoreCase)]
    private static partial Regex HostInContext();

    [GeneratedRegex(@"^(localhost|kubernetes(\..*)?|cluster\.local|.*\.(js|ts|go|py|rb|java|c|cc|cpp|rs|php|sh|so|ex|exs|erl|cs)|loader|node|line|port|tcp|index|main)$", RegexOptions.IgnoreCase)]
    private static partial Regex FixedHost();

    [GeneratedRegex(@"(?<![\w.-])(\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^(0|127|169|224|255)\.|\.0\.1$")]
    private static partial Regex FixedAddress();

    /// <summary>The first folder of a path, or the first below a place where everybody puts folders of their own.</summary>
    [GeneratedRegex(@"(?<![\w.\-:/])(/(?:usr/src|opt|srv|home|mnt|var/www)/[a-z][\w-]+|/[a-z][\w-]+)(?=/|[\s'"":,;)\]]|$)", RegexOptions.Multiline)]
    private static partial Regex OwnFolder();

    [GeneratedRegex(@"^/(bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|apis?|version|healthz|livez|readyz)$")]
    private static partial Regex FixedFolder();

    [GeneratedRegex(@"(?:(?<=[\w\]*]):|\bport[ :=]+|\bPort:\s+)(?<port>\d{4,5})\b", RegexOptions.IgnoreCase)]
    private static partial Regex Port();

    [GeneratedRegex(@"^  (?<name>[a-z0-9][a-z0-9-]*):\s*\n    (?:Container ID|Image):", RegexOptions.Multiline)]
    private static partial Regex ContainerHeading();
}
