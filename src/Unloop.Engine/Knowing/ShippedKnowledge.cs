using Unloop.Core.Facts;
using Unloop.Core.Signatures;
using Unloop.Knowledge;

namespace Unloop.Engine.Knowing;

/// <summary>The signatures that ship inside Unloop.</summary>
public static class ShippedKnowledge
{
    public static SignatureIndex Load()
    {
        using var pack = typeof(ShippedKnowledge).Assembly.GetManifestResourceStream("knowledge.pack")!;
        return new SignatureIndex(KnowledgePack.Read(pack));
    }

    /// <summary>Loads beside other work: a cluster is being connected to meanwhile, and the first log comes last.</summary>
    public static LoadingKnowledge LoadInBackground() => new(Task.Run(Load));
}

/// <summary>Knowledge that may still be loading; scanning waits for it.</summary>
public sealed class LoadingKnowledge(Task<SignatureIndex> loading) : ILineScanner
{
    public Task<SignatureIndex> Index => loading;

    public void Scan(ReadOnlySpan<byte> bytes, ICollection<int> hits) => loading.GetAwaiter().GetResult().Scan(bytes, hits);
}
