using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Households;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Households;

/// <summary>Households, whose members spend what is in each other's pooled wallets.</summary>
internal static class HouseholdsApi
{
    public static void MapHouseholds(this IEndpointRouteBuilder api)
    {
        var household = api.MapGroup("/households/{householdId}").WithTags("Customers");
        household.MapGet("/", GetAsync).WithName("getHousehold").WithSummary("Reads a household: its members, and what they can spend together.")
            .WithDescription("Wallets are those that the policy pools. A household is there as long as it has a member.").ProducesProblems(400, 404);
        household.MapPut("/members/{id}", AddAsync).WithName("addHouseholdMember").WithSummary("Makes a customer a member of a household.")
            .WithDescription(
                "The members earn into their own wallets. Whoever spends more of a wallet than is in the own one spends what the others have, as far as the policy pools that wallet (`wallets[].pooled`): at the till, " +
                "for rewards, and for purchases. What expires first goes first.\n\n" +
                $"A household has {HouseholdMembership.MostMembers} members at most, and a customer is in one at most. Who is a member already stays one.")
            .ProducesOutcomes(HouseholdRefusal.FullCode, HouseholdRefusal.InOtherCode, "customer_erased", "customer_not_found");
        household.MapDelete("/members/{id}", RemoveAsync).WithName("removeHouseholdMember").WithSummary("Takes a customer out of a household.")
            .WithDescription("What is in the customer's own wallets stays there. Who is no member is none afterwards either.")
            .ProducesOutcomes("customer_not_found");
    }

    private static async Task<Ok<Household>> GetAsync(ICustomerCapital capital, string householdId, CancellationToken cancellation)
    {
        if (Text.IdFaults("householdId", householdId).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
        return TypedResults.Ok(await capital.AskAsync(new ReadHousehold(householdId), cancellation) ?? throw new ProblemException(Problem.HouseholdNotFound(householdId)));
    }

    private static async Task<Results<Created<Receipt>, Ok<Receipt>>> AddAsync(HttpContext context, ICustomerCapital capital, string householdId, string id, CancellationToken cancellation) =>
        CustomerCommandsApi.Answer(context.Response, id, await capital.AskAsync(new AddMember(householdId, id), cancellation));

    private static async Task<Results<Created<Receipt>, Ok<Receipt>>> RemoveAsync(HttpContext context, ICustomerCapital capital, string householdId, string id, CancellationToken cancellation) =>
        CustomerCommandsApi.Answer(context.Response, id, await capital.AskAsync(new RemoveMember(householdId, id), cancellation));
}
