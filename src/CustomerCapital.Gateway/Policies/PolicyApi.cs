using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Policies;

/// <summary>The program's rules, with their version as entity tag.</summary>
internal static class PolicyApi
{
    public static void MapPolicy(this IEndpointRouteBuilder api)
    {
        var policy = api.MapGroup("/policy").WithTags("Policy");
        policy.MapGet("/", GetAsync).WithName("getPolicy").WithSummary("Reads the policy in force.")
            .WithDescription("The `ETag` of the answer is the policy's version. Send it as `If-Match` with a change.").ProducesProblems();
        policy.MapPut("/", PutAsync)
            .WithName("putPolicy").WithSummary("Puts a policy in force.")
            .WithDescription(
                "The body states every rule. The same rules keep their version. `If-Match` with the `ETag` of the policy that was read keeps two people from overwriting each other. Customers are reviewed under the new rules in " +
                "the background. The example is the policy in force, which changes nothing.")
            .ProducesProblems(400, 412, 413, 415);
        policy.MapGet("/versions", ListAsync).WithName("listPolicyVersions").WithSummary("Lists the versions of the policy, the latest first.")
            .WithDescription(
                "Each version says since when it is in force, who put it in force, and what it has changed of the version before it. The latest 100 versions before the one in force are kept, as far as they have 1 MiB of JSON together. " +
                "Of what was in force before versions were kept, nothing is known.")
            .ProducesProblems();
        policy.MapGet("/versions/{version}", FindAsync).WithName("getPolicyVersion").WithSummary("Reads the policy as it was in a version.")
            .WithDescription("The answer can be put in force again by `PUT /v1/policy`, as a new version.").ProducesProblems(400, 404)
            .WithMetadata(new EndpointDescription { Answers = new Dictionary<int, string> { [404] = "That version is not kept, or there was never one. Code `policy_version_not_found`." } });
    }

    private static async Task<Ok<ProgramPolicy>> GetAsync(ICustomerCapital capital, HttpResponse response) => Answer(response, (await capital.Policy.GetAsync()).Policy);

    private static async Task<Ok<ProgramPolicy>> PutAsync(
        ICustomerCapital capital, HttpResponse response, Body<ProgramPolicy> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch)
    {
        var match = EntityTag.Read(ifMatch);
        if (match.IsImpossible || match.Version > int.MaxValue) throw new ProblemException(Problem.VersionConflict((await capital.Policy.GetAsync()).Policy.Version));
        var expected = (int?)match.Version;
        var before = (await capital.Policy.GetAsync()).Policy;
        var change = await capital.Policy.PutAsync(body.Value, expected, response.HttpContext.Caller().Id);
        if (change.VersionConflict) throw new ProblemException(Problem.VersionConflict(change.Policy.Version));
        if (change.Faults.Count > 0) throw new ProblemException(Problem.Malformed(change.Faults));
        AuditNote.Changed(response.HttpContext, before, change.Policy);
        return Answer(response, change.Policy);
    }

    private static async Task<Ok<PolicyVersions>> ListAsync(ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(await capital.AskAsync(new ListPolicyVersions(), cancellation));

    private static async Task<Ok<ProgramPolicy>> FindAsync(ICustomerCapital capital, string version, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var number = (int)query.Number("version", version, 0, 1, int.MaxValue);
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.AskAsync(new ReadPolicyVersion(number), cancellation) ?? throw new ProblemException(Problem.PolicyVersionNotFound(number)));
    }

    private static Ok<ProgramPolicy> Answer(HttpResponse response, ProgramPolicy policy)
    {
        response.Headers.ETag = EntityTag.Of(policy.Version);
        return TypedResults.Ok(policy);
    }
}
