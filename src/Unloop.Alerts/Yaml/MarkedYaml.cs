using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Alerts.Yaml;

/// <summary>
/// YAML, document by document, with places. Size, depth and what aliases expand to are bounded. Aliases give the same node again, at the anchor's place; merge keys
/// (<c>&lt;&lt;</c>) are resolved.
/// </summary>
public static class MarkedYaml
{
    /// <summary>Characters.</summary>
    public const int Longest = 8 << 20;

    internal const int Deepest = 60;

    internal const int MostNodes = 500_000;

    /// <summary>All documents up to the first error of syntax; empty ones are left out. Never throws.</summary>
    public static (IReadOnlyList<MarkedNode> Documents, IReadOnlyList<YamlError> Errors) Read(string text)
    {
        if (text.Length > Longest)
        {
            return ([], [new(new(1, 1), $"the file is longer than {Longest >> 20} MiB of text")]);
        }

        var documents = new List<MarkedNode>();
        var errors = new List<YamlError>();
        var reached = new TextPlace(1, 1);
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            var builder = new TreeBuilder(text, errors);
            while (parser.MoveNext())
            {
                reached = Place(parser.Current!.End);
                if (builder.Handle(parser.Current!) is { } document)
                {
                    documents.Add(document);
                }
            }
        }
        catch (YamlException e)
        {
            // Some of the parser's errors have no place of their own.
            errors.Add(new(Place(e.Start) is var at && at.Line > reached.Line ? at : reached, Words(e.Message)));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner's own slips on malformed input; a file is never worth an exception.
            errors.Add(new(reached, Words(e.Message)));
        }

        return (documents, errors);
    }

    internal static TextPlace Place(in Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private static string Words(string message) => message.TrimEnd('.', ' ') is { Length: > 0 } said ? $"it is no YAML: {said}" : "it is no YAML";
}
