using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;
using Unloop.Evidence.Mapping;

namespace Unloop.Engine.Fixing.Planning;

/// <summary>From a diagnosis to the plans that would mend it, the surest first. Pure.</summary>
public static class PlanMaker
{
    private const string PutBack = "The template is put back as it was, byte for byte in canonical JSON.";

    private const string Stuck = "Pods of this StatefulSet that are not ready are deleted once the change is made: its controller would wait for them for ever.";

    public static PlanOffer Make(PlanRequest request)
    {
        var plans = new List<Plan>();
        if (request.Image is { } image)
        {
            plans.Add(Of(request, image.Says, ImageSteps(request, image)));
        }

        var proposals = RemedyList.Propose(new RemedyCase(request.Pod, request.Diagnosis, request.Workload));
        foreach (var proposal in proposals)
        {
            var (template, risk) = proposal switch
            {
                TemplateProposal repair => (repair.Template, repair.Risk),
                RollBackProposal back => (back.Revision.Template, Risk.Medium),
                _ => (null, Risk.Low),
            };
            if (template is not null)
            {
                plans.Add(Of(request, proposal.Statement, [TemplateStep(request, proposal.Statement, template, risk)]));
            }
        }

        return new PlanOffer(plans, [.. proposals.OfType<PersonProposal>()]);
    }

    private static Plan Of(PlanRequest request, string statement, IReadOnlyList<PlanStep> steps)
    {
        var cause = request.Diagnosis.Cause!;
        return new Plan
        {
            Version = request.Version,
            Server = request.Server,
            Workload = request.Workload.Ref,
            TemplateHash = request.Workload.TemplateHash,
            Cause = new PlannedCause(cause.Category, cause.Subject, cause.Container, cause.Statement, cause.Fingerprint, cause.Confidence),
            Statement = Sentence.Shorten(statement),
            Steps = steps,
            Proof = request.Proof,
            Warnings = request.Workload.Ref.Kind is "StatefulSet" ? [.. request.Workload.Obstacles, Stuck] : request.Workload.Obstacles,
            Owners = [.. request.Workload.Owners.Where(o => Concerns(o, steps))],
        };
    }

    private static List<PlanStep> ImageSteps(PlanRequest request, ImageRepair image)
    {
        var steps = new List<PlanStep>();
        if (image.Files.Count > 0)
        {
            steps.Add(new EditFilesStep
            {
                Statement = $"{image.Says} The change is left in the working tree; nothing is committed.",
                Precondition = "The files are as they were read for this plan.",
                Risk = Risk.Low,
                Inverse = "The files get back the bytes that they had.",
                Files = image.Files,
                Diff = image.Diff,
            });
        }

        steps.Add(new BuildImageStep
        {
            Statement = $"Build {image.Order.Image} from {image.Order.Context} with {image.Builder}.",
            Precondition = "The tool is there, and its version knows what the Dockerfile uses.",
            Risk = Risk.Low,
            Inverse = "Nothing to undo: the image has a tag of its own, and stays in the tool's store.",
            Order = image.Order,
            Builder = image.Builder,
        });
        if (image.Runtime is { } runtime)
        {
            steps.Add(Trial(request, image, runtime));
        }

        steps.Add(new DeliverImageStep
        {
            Statement = image.Way is Delivery.Push ? $"Push {image.Order.Image}, and compare its digest with the registry's." : $"Load {image.Order.Image} into the nodes of {image.DeliveryCluster ?? "the cluster"}.",
            Precondition = image.Way is Delivery.Push ? "You may push to this repository." : "The cluster's own tool is there.",
            Risk = Risk.Medium,
            Inverse = "The image stays where it was delivered, under a tag that nothing else uses; it is named in the report.",
            Image = image.Order.Image,
            Way = image.Way,
            Cluster = image.DeliveryCluster,
        });
        steps.Add(ImageStep(request, image));
        return steps;
    }

    private static TryImageStep Trial(PlanRequest request, ImageRepair image, string runtime)
    {
        var cause = request.Diagnosis.Cause!;
        var container = request.Pod.Container(cause.Container);
        return new TryImageStep
        {
            Statement = $"Run the image for a moment on this machine, with {runtime}.",
            Precondition = "It was built.",
            Risk = Risk.Low,
            Inverse = "Nothing to undo: the container is removed when it has been looked at.",
            Image = image.Order.Image,
            Command = container?.Command,
            Args = container?.Args,
            Runtime = runtime,
            FailsWith = cause.Proof.FirstOrDefault(p => p.Source is ProofSource.PreviousLog or ProofSource.CurrentLog)?.Text,
        };
    }

    private static PlanStep ImageStep(PlanRequest request, ImageRepair image)
    {
        var template = request.Workload.Template;
        var running = TemplateImages.Of(template, request.Diagnosis.Cause!.Container);
        var containers = running is null ? [] : TemplateImages.Running(template, running);
        var named = image.Way is Delivery.Push ? $"{Repository(image.Order.Image)}@sha256:… (of what was pushed)" : image.Order.Image;
        var changes = containers.Select(c => new TemplateChange($"containers[{c}].image", running, named)).ToList();
        var statement = $"Set the image of {string.Join(" and ", containers)} in {request.Workload.Ref} {(image.Way is Delivery.Push ? "by its digest" : $"to {named}")}.";
        return Step(request, statement, [], containers, changes, Risk.Medium);
    }

    private static PlanStep TemplateStep(PlanRequest request, string statement, JsonObject template, Risk risk) =>
        Step(request, statement, TemplateEdits.Between(request.Workload.Template, template), [], TemplateDiff.Compare(Element(request.Workload.Template), Element(template)), risk);

    private static PlanStep Step(
        PlanRequest request, string statement, IReadOnlyList<TemplateEdit> edits, IReadOnlyList<string> builtImageFor, IReadOnlyList<TemplateChange> changes, Risk risk)
    {
        var workload = request.Workload.Ref;
        return workload.IsImmutable
            ? new RecreateStep
            {
                Statement = $"Delete {workload} and make it anew: {statement}",
                Precondition = "Its template is as it was when this plan was made. Its uid, its history and its emptyDir volumes are lost.",
                Risk = Risk.High,
                Inverse = "It is made anew as it was; its uid, its history and its emptyDir volumes do not come back.",
                Edits = edits,
                BuiltImageFor = builtImageFor,
                Changes = changes,
            }
            : new PatchWorkloadStep
            {
                Statement = statement,
                Precondition = "The template is as it was when this plan was made.",
                Risk = risk,
                Inverse = PutBack,
                Edits = edits,
                BuiltImageFor = builtImageFor,
                Changes = changes,
                ChangeCause = Sentence.Shorten($"unloop: {statement}"),
            };
    }

    /// <summary>An owner without fields of its own owns them all.</summary>
    private static bool Concerns(Owner owner, IReadOnlyList<PlanStep> steps) =>
        owner.Prefixes.Count == 0 || steps.OfType<PatchWorkloadStep>().Any(s => s.Edits.Any(e => owner.Prefixes.Any(p => e.Path.StartsWith(p, StringComparison.Ordinal))));

    private static string Repository(string image) => image[..image.LastIndexOf(':')];

    private static JsonElement Element(JsonObject template) => JsonSerializer.SerializeToElement<JsonNode>(template, PlanJson.Default.JsonNode);
}
