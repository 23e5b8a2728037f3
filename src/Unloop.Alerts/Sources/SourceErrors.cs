namespace Unloop.Alerts.Sources;

/// <summary>The errors that are found in a file; no more of them than anybody reads.</summary>
public sealed class SourceErrors
{
    public const int Most = 100;

    private readonly List<SourceError> _errors = [];
    private int _left;

    public bool IsEmpty => _errors.Count == 0;

    public void Add(int at, string message) => Add(new SourceError(at, message));

    public void Add(SourceError error)
    {
        if (_errors.Count < Most)
        {
            _errors.Add(error);
        }
        else
        {
            _left++;
        }
    }

    public void AddRange(IEnumerable<SourceError> errors)
    {
        foreach (var error in errors)
        {
            Add(error);
        }
    }

    /// <summary>In the order of the file; at the end how many there are besides.</summary>
    public IReadOnlyList<SourceError> InOrder()
    {
        List<SourceError> ordered = [.. _errors.OrderBy(e => e.At)];
        if (_left > 0)
        {
            ordered.Add(new SourceError(ordered[^1].At, $"there are {_left} more errors than these"));
        }

        return ordered;
    }
}
