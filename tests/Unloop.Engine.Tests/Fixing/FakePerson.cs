using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Planning;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>Remembers each that it was asked about, with the template that stood then; agrees to the first of them.</summary>
internal sealed class FakePerson(FakeWorld world) : IApprover
{
    /// <summary>How many of the plans it agrees to.</summary>
    public int Agrees { get; set; } = int.MaxValue;

    public List<(Plan Plan, bool IsFirst, string TemplateHash)> Asked { get; } = [];

    public Task<bool> ApproveAsync(Plan plan, Proposed proposed, bool isFirst, CancellationToken cancellationToken)
    {
        Asked.Add((plan, isFirst, CanonicalJson.Hash(world.Template)));
        return Task.FromResult(Asked.Count <= Agrees);
    }
}
