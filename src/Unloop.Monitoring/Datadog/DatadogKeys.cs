using System.Text;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Machine;

namespace Unloop.Monitoring.Datadog;

/// <summary>The two keys, and where they are from. They go into two headers and nowhere else: this is no record, so that nothing prints it by accident.</summary>
public sealed class DatadogKeys
{
    private const int LongestKey = 256;
    private static readonly string[] ApiVariables = ["DD_API_KEY", "DATADOG_API_KEY"];
    private static readonly string[] AppVariables = ["DD_APP_KEY", "DATADOG_APP_KEY"];

    private DatadogKeys(string api, string apiFrom, string application, string applicationFrom) =>
        (Api, ApiFrom, Application, ApplicationFrom) = (api, apiFrom, application, applicationFrom);

    internal string Api { get; }
    internal string Application { get; }

    /// <summary>For people: <c>DD_API_KEY</c>, <c>--api-key-file key.txt</c>.</summary>
    public string ApiFrom { get; }
    public string ApplicationFrom { get; }

    /// <summary>An API key has 32 hexadecimal digits, an application key 40 or a name in front.</summary>
    internal bool LookInterchanged => Api.Length >= 40 && Application.Length == 32;

    /// <summary>Files before variables; all that is wrong at once.</summary>
    public static (DatadogKeys? Keys, IReadOnlyList<Problem> Problems) Find(string? apiFile, string? applicationFile, IReadOnlyDictionary<string, string> environment, IFileReader files)
    {
        var problems = new List<Problem>();
        var (api, apiFrom) = One("API key", "--api-key-file", apiFile, ApiVariables, environment, files, problems);
        var (application, applicationFrom) = One("application key", "--app-key-file", applicationFile, AppVariables, environment, files, problems);
        return problems.Count > 0 ? (null, problems) : (new(api, apiFrom, application, applicationFrom), []);
    }

    /// <summary>What a server says, without the keys that it may repeat; the longer one first, for the other may be a part of it.</summary>
    internal string Without(string text) =>
        new[] { Api, Application }.OrderByDescending(k => k.Length).Aggregate(text, (left, key) => left.Replace(key, "***", StringComparison.OrdinalIgnoreCase));

    public override string ToString() => "Datadog's keys";

    private static (string Key, string From) One(
        string what, string flag, string? file, string[] variables, IReadOnlyDictionary<string, string> environment, IFileReader files, List<Problem> problems)
    {
        var variable = variables.FirstOrDefault(v => environment.TryGetValue(v, out var value) && value.Trim().Length > 0);
        var from = file is not null ? $"{flag} {file}" : variable;
        if (from is null)
        {
            problems.Add(new(ProblemKind.BadInput, $"There is no {what}: set {variables[0]}, or name a file that holds it with {flag}."));
            return ("", "");
        }

        var read = file is null ? null : files.Read(file, LongestKey * 4);
        var key = (read is null ? environment[variable!] : Encoding.UTF8.GetString(read.Content.Span)).Trim();
        if (read?.Failure is { } failure)
        {
            problems.Add(new(ProblemKind.BadInput, Discreet.Unread(flag, file!, failure)));
        }
        else if (key.Length is 0 or > LongestKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            problems.Add(new(ProblemKind.BadInput, $"{from} holds no {what}: one word of letters and digits is expected, and nothing else."));
        }

        return (key, from);
    }
}
