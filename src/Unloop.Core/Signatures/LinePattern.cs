using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Unloop.Core.Signatures;

/// <summary>
/// A pattern that runs in time linear to the line, whatever the line: no backtracking. Built at its first use, because building costs
/// milliseconds and most patterns of a run are never needed.
/// </summary>
[JsonConverter(typeof(LinePatternConverter))]
public sealed class LinePattern(string text)
{
    private Regex? _regex;
    private IReadOnlyList<string>? _required;

    public string Text { get; } = text;

    private Regex Compiled => _regex ??= new Regex(Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool IsMatch(string line) => MayMatch(line) && Compiled.IsMatch(line);

    public Match Match(string line) => MayMatch(line) ? Compiled.Match(line) : System.Text.RegularExpressions.Match.Empty;

    /// <summary>The case is left to the pattern, which may ignore it anywhere.</summary>
    private bool MayMatch(string line)
    {
        foreach (var piece in _required ??= RequiredText.Of(Text))
        {
            if (!line.Contains(piece, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The names of the groups that it captures.</summary>
    public IEnumerable<string> Captures => Compiled.GetGroupNames().Where(n => !char.IsAsciiDigit(n[0]));

    public override string ToString() => Text;
}

/// <summary>A pattern is stored as its text.</summary>
public sealed class LinePatternConverter : JsonConverter<LinePattern>
{
    public override LinePattern Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, LinePattern value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
