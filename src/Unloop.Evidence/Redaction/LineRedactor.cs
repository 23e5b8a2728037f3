namespace Unloop.Evidence.Redaction;

/// <summary>Redacts the lines of one log in order: a private key spans many.</summary>
public sealed class LineRedactor
{
    private bool _insideKey;

    public string Next(string line)
    {
        if (_insideKey)
        {
            _insideKey = !line.Contains("-----END ", StringComparison.Ordinal);
            return _insideKey ? Mark.Of(line) : line;
        }

        _insideKey = PrivateKeys.Begins(line);
        return Redactor.Text(line);
    }
}
