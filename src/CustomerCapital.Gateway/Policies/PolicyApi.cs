using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Gateway.Access;
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
    }

    private static async Task<Ok<ProgramPolicy>> GetAsync(ICustomerCapital capital, HttpResponse response) => Answer(response, (await capital.Policy.GetAsync()).Policy);

    private static async Task<Ok<ProgramPolicy>> PutAsync(
        ICustomerCapital capital, HttpResponse response, Body<ProgramPolicy> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch)
    {
        var match = EntityTag.Read(ifMatch);
        if (match.IsImpossible || match.Version > int.MaxValue) throw new ProblemException(Problem.VersionConflict((await capital.Policy.GetAsync()).Policy.Version));
        var expected = (int?)match.Version;
        var before = (await capital.Policy.GetAsync()).Policy;
        var change = await capital.Policy.PutAsync(body.Value, expected);
        if (change.VersionConflict) throw new ProblemException(Problem.VersionConflict(change.Policy.Version));
        if (change.Faults.Count > 0) throw new ProblemException(Problem.Malformed(change.Faults));
        AuditNote.Changed(response.HttpContext, before, change.Policy);
        return Answer(response, change.Policy);
    }

    private static Ok<ProgramPolicy> Answer(HttpResponse response, ProgramPolicy policy)
    {
        response.Headers.ETag = EntityTag.Of(policy.Version);
        return TypedResults.Ok(policy);
    }
}
