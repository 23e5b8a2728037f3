namespace Unloop.Alerts.Datadog.Query;

/// <summary>Looks for the holes of one text, one after the other. Each that begins and does not end costs a search, so that after many of them none is looked for any more.</summary>
internal sealed class HoleSearch(string text)
{
    private const int MostOpen = 200;

    private int _open;

    /// <inheritdoc cref="QueryHoles.LengthAt"/>
    public int LengthAt(int at)
    {
        if (_open == MostOpen || !QueryHoles.BeginsAt(text, at))
        {
            return 0;
        }

        var length = QueryHoles.LengthAt(text, at);
        _open += length == 0 ? 1 : 0;
        return length;
    }
}
