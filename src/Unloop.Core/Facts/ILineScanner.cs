namespace Unloop.Core.Facts;

/// <summary>Tells which bytes of a log are worth keeping, before anything is decoded. Implemented by the compiled knowledge.</summary>
public interface ILineScanner
{
    /// <summary>Adds the offset of the end of each hit in <paramref name="bytes"/> to <paramref name="hits"/>, ascending. Stateless between calls: give whole lines.</summary>
    void Scan(ReadOnlySpan<byte> bytes, ICollection<int> hits);
}
