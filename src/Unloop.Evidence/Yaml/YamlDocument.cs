using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Evidence.Yaml;

/// <summary>Why a text is no YAML that can be used, and where.</summary>
public sealed record YamlError(long Line, string Message);

/// <summary>
/// YAML as JSON bytes, document by document, so that the same records read both. Aliases are expanded within a budget and nesting is bounded:
/// a small file can neither grow into a large one nor exhaust the stack.
/// </summary>
public static class YamlDocument
{
    internal const int MaximumDepth = 100;

    /// <summary>How many bytes of JSON one file may become.</summary>
    internal const int MaximumBytes = 256 << 20;

    /// <summary>How many events aliases may add, over all of the file.</summary>
    internal const int MaximumExpansion = 100_000;

    /// <summary>All documents up to the first error, the broken one as far as it was read; empty documents are left out.</summary>
    public static (IReadOnlyList<byte[]> Documents, YamlError? Error) ToJson(string text)
    {
        var documents = new List<byte[]>();
        var writer = new YamlJsonWriter();
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            while (parser.MoveNext())
            {
                writer.Handle(parser.Current!);
                if (parser.Current is DocumentEnd && writer.TakeDocument() is { } document)
                {
                    documents.Add(document);
                }
            }

            return (documents, null);
        }
        catch (YamlException e)
        {
            return (Salvaged(), new YamlError(e.Start.Line, e.Message));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner's own slips on malformed input; a file is never worth an exception.
            return (Salvaged(), new YamlError(0, e.Message));
        }

        List<byte[]> Salvaged()
        {
            if (writer.Salvage() is { } document)
            {
                documents.Add(document);
            }

            return documents;
        }
    }
}
