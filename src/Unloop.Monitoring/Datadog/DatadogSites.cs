using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Monitoring.Datadog;

/// <summary>Where Datadog is: each site is a world of its own, with its own organisations and keys (https://docs.datadoghq.com/getting_started/site/).</summary>
public static class DatadogSites
{
    public const string Default = "datadoghq.com";

    public static IReadOnlyList<string> All { get; } =
    [
        Default, "us3.datadoghq.com", "us5.datadoghq.com", "datadoghq.eu", "ap1.datadoghq.com", "ap2.datadoghq.com", "uk1.datadoghq.com", "ddog-gov.com", "us2.ddog-gov.com",
    ];

    /// <summary>As the documentation calls them in its lists.</summary>
    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["us"] = Default,
        ["us1"] = Default,
        ["us3"] = "us3.datadoghq.com",
        ["us5"] = "us5.datadoghq.com",
        ["eu"] = "datadoghq.eu",
        ["eu1"] = "datadoghq.eu",
        ["ap1"] = "ap1.datadoghq.com",
        ["ap2"] = "ap2.datadoghq.com",
        ["uk1"] = "uk1.datadoghq.com",
        ["us1-fed"] = "ddog-gov.com",
        ["us2-fed"] = "us2.ddog-gov.com",
    };

    /// <summary>The site that a text means: <c>datadoghq.eu</c>, <c>eu1</c>, or the address of its pages.</summary>
    /// <param name="from">Where the text stands: <c>--site</c>, <c>DD_SITE</c>.</param>
    public static (string? Site, Problem? Problem) Find(string text, string from)
    {
        var name = text.Trim().ToLowerInvariant();
        name = Uri.TryCreate(name, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : name.TrimEnd('/');
        var site = ShortNames.GetValueOrDefault(name) ?? All.FirstOrDefault(s => name == s || name == $"app.{s}" || name == $"api.{s}");
        return site is not null ? (site, null)
            : (null, new(ProblemKind.BadInput, $"{from}: there is no Datadog site '{text.Trim()}'{NearestNames.Suggest(name, All)} The sites are {string.Join(", ", All)}."));
    }

    /// <summary>Where people see a monitor: the first sites have their pages under <c>app.</c>, the later ones under their own name.</summary>
    public static string Page(string site, string monitor) => $"https://{(site.Count(c => c == '.') > 1 ? "" : "app.")}{site}/monitors/{monitor}";
}
