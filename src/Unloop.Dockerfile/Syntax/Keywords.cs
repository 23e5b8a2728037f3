namespace Unloop.Dockerfile.Syntax;

/// <summary>The instructions of BuildKit's frontend and the flags that each takes.</summary>
internal static class Keywords
{
    private static readonly Dictionary<string, string[]> FlagsOf = new()
    {
        ["ADD"] = ["chown", "chmod", "link", "keep-git-dir", "checksum", "unpack", "exclude"],
        ["ARG"] = [],
        ["CMD"] = [],
        ["COPY"] = ["chown", "from", "chmod", "link", "exclude", "parents"],
        ["ENTRYPOINT"] = [],
        ["ENV"] = [],
        ["EXPOSE"] = [],
        ["FROM"] = ["platform"],
        ["HEALTHCHECK"] = ["interval", "timeout", "start-period", "start-interval", "retries"],
        ["LABEL"] = [],
        ["MAINTAINER"] = [],
        ["ONBUILD"] = [],
        ["RUN"] = ["mount", "network", "security", "device"],
        ["SHELL"] = [],
        ["STOPSIGNAL"] = [],
        ["USER"] = [],
        ["VOLUME"] = [],
        ["WORKDIR"] = [],
    };

    public static bool Known(string keyword) => FlagsOf.ContainsKey(keyword);

    public static IReadOnlyList<string> Flags(string keyword) => FlagsOf.GetValueOrDefault(keyword, []);

    public static bool IsSwitch(string flag) => flag is "link" or "keep-git-dir" or "unpack" or "parents";

    public static bool MayRepeat(string flag) => flag is "mount" or "exclude" or "device";

    /// <summary>The keyword that was probably meant: at most two letters away.</summary>
    public static string? Nearest(string keyword) =>
        keyword.Length > 14 ? null : FlagsOf.Keys.Select(k => (k, Distance(k, keyword))).Where(c => c.Item2 <= 2).OrderBy(c => c.Item2).Select(c => c.k).FirstOrDefault();

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }
}
