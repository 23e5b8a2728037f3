using Unloop.Core.Planning;
using Unloop.Engine.Building;

namespace Unloop.Engine.Tests.Building;

public sealed class DeliveryChoiceTests
{
    [Theory]
    [InlineData("kind-dev", "dev-control-plane dev-worker dev-worker2", Delivery.KindLoad, "dev")]
    [InlineData("kind-dev", "", Delivery.KindLoad, "dev")]
    [InlineData("kind-dev", "ip-10-0-0-1.ec2.internal", Delivery.Push, null)]
    [InlineData("minikube", "minikube minikube-m02", Delivery.MinikubeLoad, "minikube")]
    [InlineData("minikube", "", Delivery.MinikubeLoad, "minikube")]
    [InlineData("shop", "shop shop-m02", Delivery.MinikubeLoad, "shop")]
    [InlineData("shop", "shop", Delivery.Push, null)]
    [InlineData("k3d-dev", "k3d-dev-server-0 k3d-dev-agent-0", Delivery.K3dImport, "dev")]
    [InlineData("k3d-dev", "", Delivery.K3dImport, "dev")]
    [InlineData(null, "k3d-my-server-1-server-0", Delivery.K3dImport, "my-server-1")]
    [InlineData("docker-desktop", "docker-desktop", Delivery.Push, null)]
    [InlineData("docker-desktop", "desktop-control-plane", Delivery.Push, null)]
    [InlineData("kind-", "", Delivery.Push, null)]
    [InlineData(null, "", Delivery.Push, null)]
    [InlineData("prod", "", Delivery.Push, null)]
    public void Nodes_decide_and_without_them_the_context(string? context, string nodes, Delivery way, string? cluster) =>
        Assert.Equal(new DeliveryChoice(way, cluster), DeliveryChoice.For(context, nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
