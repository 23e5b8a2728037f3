namespace Unloop.Alerts.Sources;

/// <summary>A place in a file; both from 1, columns in characters.</summary>
public readonly record struct TextPlace(int Line, int Column);
