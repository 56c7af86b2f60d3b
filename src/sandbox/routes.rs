//! Which call a path is. All services share one base URL; their paths do not collide.

use super::http::{Answer, Arrived, Refusal, Shape};
use super::state::State;
use super::{account, auth, create, dms, network, orders, tags, upkeep};
use jiff::Timestamp;
use serde_json::Value as Json;

const ENGINES: [&str; 2] = ["rocketmq", "reliability"];

/// Carries a request out as the cloud would, with the clock off by `skew` seconds.
pub(super) fn answer(state: &mut State, request: &Arrived, skew: i64) -> Answer {
    let now = state.now(skew);
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let result = match auth::verify(request, &path, &state.sessions, now) {
        Err(refusal) => Err((refusal, Shape::Flat)),
        Ok(()) => route(state, request, &path, now).map_err(|refusal| (refusal, Shape::of(&path))),
    };
    let id = state.request_id(&request.method, &request.path);
    let answer = result.unwrap_or_else(|(refusal, shape)| refusal.answer(shape, &id));
    state.stamp(answer, &id, skew)
}

/// Carries out a call whose signature was right.
fn route(state: &mut State, request: &Arrived, path: &[&str], now: Timestamp) -> Result<Answer, Refusal> {
    check_project(state, request, path)?;
    match (request.method.as_str(), path) {
        ("POST", ["v2", engine, _, "instances"]) if ENGINES.contains(engine) => {
            create::create(state, request, Some(engine))
        }
        ("POST", ["v2", _, "rocketmq", "instances"]) => create::create(state, request, None),
        ("POST", ["v2", _, "instances"]) => create::by_use(state, request),
        ("POST", ["v2", _, "rocketmq", id, "tags", "action"]) => tags::change(state, request, id),
        ("PUT", ["v2", _, "rocketmq", "instances", id, "configs"]) => upkeep::configure(state, request, id),
        ("PUT", ["meta-data", "latest", "api", "token"]) => account::metadata_token(state, request, now),
        ("GET", ["openstack", "latest", "securitykey"]) => account::security_key(state, request, now),
        _ => read(state, request, path).map(|mut body| {
            if state.world.loose_types {
                loosen(&mut body);
            }
            Answer::json(200, &body)
        }),
    }
}

fn read(state: &State, request: &Arrived, path: &[&str]) -> Result<Json, Refusal> {
    let world = &state.world;
    match (request.method.as_str(), path) {
        ("GET", ["v2", "available-zones"]) => Ok(dms::zones(state)),
        ("GET", ["v2", engine, "products"]) if ENGINES.contains(engine) => dms::products(state, request, engine),
        ("GET", ["v2", "orders", "customer-orders"]) => orders::list(state, request),
        ("GET", ["v2", "orders", "customer-orders", "details", id]) => orders::detail(state, id),
        // The cloud spells it like this.
        ("POST", ["v2", "orders", "suscriptions", "resources", "query"]) => orders::resources(state, request),
        ("GET", ["v2", _, "instances"]) => dms::instances(state, request),
        ("GET", ["v2", _, "instances", id]) => dms::instance(state, id),
        ("GET", ["v2", _, "instances", id, "tasks"]) => upkeep::tasks(state, request, id),
        ("GET", ["v2", _, "instances", id, "tasks", task]) => upkeep::task(state, id, task),
        ("GET", ["v2", _, "rocketmq", "instances", id, "configs"]) => upkeep::configs(state, request, id),
        ("GET", ["v2", _, "rocketmq", id, "tags"]) => tags::of_instance(state, request, id),
        ("GET", ["v2", _, "rocketmq", "tags"]) => tags::of_project(state, request),
        ("GET", ["v2", _, "quotas"]) => Ok(dms::quotas(state, request)),
        ("GET", ["v1", _, "vpcs"]) => network::vpcs_v1(world, request),
        ("GET", ["v3", _, "vpc", "vpcs"]) => network::vpcs_v3(world, request),
        ("GET", ["v1", _, "subnets"]) => network::subnets(world, request),
        ("GET", ["v3", _, "vpc", "security-groups"]) => network::security_groups(world, request),
        ("GET", ["v3", _, "vpc", "security-group-rules"]) => network::security_group_rules(world, request),
        ("GET", ["v3", _, "eip", "publicips"]) => network::eips_v3(world, request),
        ("GET", ["v1", _, "publicips"]) => network::eips_v1(world, request),
        ("POST", ["v1.0", _, "kms", "list-keys"]) => account::list_keys(world, request),
        ("POST", ["v1.0", _, "kms", "describe-key"]) => account::describe_key(world, request),
        ("GET", ["v1.0", "enterprise-projects"]) => account::enterprise_projects(world, request),
        ("GET", ["v3", "projects"]) => Ok(account::projects(world, request)),
        ("GET", ["v3", "auth", "projects"]) => Ok(account::projects_of_user(world)),
        ("GET", ["v3", "auth", "domains"]) => Ok(account::domains(world)),
        ("GET", ["v3", "regions"]) => Ok(account::regions(world)),
        _ => {
            Err(Refusal::new(404, "APIGW.0101", "The API does not exist or has not been published in the environment"))
        }
    }
}

/// Writes numbers and truth values as texts, and texts that are such as numbers and truth values.
fn loosen(value: &mut Json) {
    match value {
        Json::Array(list) => list.iter_mut().for_each(loosen),
        Json::Object(members) => members.values_mut().for_each(loosen),
        Json::Bool(_) | Json::Number(_) => *value = Json::String(value.to_string()),
        Json::String(text) => {
            let other = serde_json::from_str(text).ok().filter(|other: &Json| other.is_boolean() || other.is_u64());
            *value = other.unwrap_or_else(|| Json::String(std::mem::take(text)));
        }
        Json::Null => {}
    }
}

/// The project a regional path names must be one of the account's, and `X-Project-Id`, if sent, must agree.
fn check_project(state: &State, request: &Arrived, path: &[&str]) -> Result<(), Refusal> {
    let project = match path {
        ["v2", "rocketmq" | "reliability", id, "instances", ..]
        | ["v2", id, "instances" | "rocketmq" | "quotas", ..]
        | ["v1", id, "vpcs" | "subnets" | "publicips", ..]
        | ["v3", id, "vpc" | "eip", ..]
        | ["v1.0", id, "kms", ..] => *id,
        _ => return Ok(()),
    };
    if project.len() != 32 || !project.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::dms("00400002", format!("The project ID {project} is invalid.")));
    }
    let header = request.header("x-project-id");
    if !state.world.has_project(project) || !(header.is_empty() || header == project) {
        return Err(Refusal::new(403, "APIGW.0310", "The project is unavailable"));
    }
    Ok(())
}
