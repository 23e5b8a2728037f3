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
}
