//! BSS: the orders of yearly/monthly purchases (`cloud::api`, "Orders").

use super::http::{Arrived, Refusal, text};
use super::paging;
use super::state::{Order, OrderStatus, State};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

const SERVICE: &str = "hws.service.type.dms";

/// Orders, newest first where `order_by=-createTime` says so.
pub(super) fn list(state: &State, request: &Arrived) -> Result<Json, Refusal> {
    let service = request.param("service_type_code").is_none_or(|code| code == SERVICE);
    let status = request.param("status");
    let fits =
        |order: &&Order| service && status.as_ref().is_none_or(|status| (order.status as u8).to_string() == *status);
    let mut orders: Vec<Json> = state.orders.iter().filter(fits).map(info).collect();
    if request.param("order_by").as_deref() == Some("-createTime") {
        orders.reverse();
    }
    let page = paging::by_offset(request, orders, (10, 1..=100), state.world.page_cap)?;
    Ok(json!({ "total_count": page.total, "order_infos": page.items }))
}

pub(super) fn detail(state: &State, id: &str) -> Result<Json, Refusal> {
    let order = state.orders.iter().find(|order| order.id == id);
    let order = order.ok_or_else(|| Refusal::new(400, "CBC.6001", format!("The order {id} does not exist.")))?;
    let line = json!({
        "order_line_item_id": format!("{id}-000001"), "service_type_code": SERVICE, "subscription_num": 1,
        "period_type": order.period_type, "period_num": order.period_num,
    });
    let mut info = info(order);
    if order.status == OrderStatus::Unpaid {
        let end = order.placed.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        info["pending_payment_end_time"] = json!(time(end));
    }
    Ok(json!({ "total_count": 1, "order_info": info, "order_line_items": [line] }))
}

/// What was bought with an order that is done: the instance, once the cloud shows it.
pub(super) fn resources(state: &State, request: &Arrived) -> Result<Json, Refusal> {
    let body = request.object()?;
    let done = |order: &&Order| order.id == text(&body, "order_id") && order.status == OrderStatus::Done;
    let bought: Vec<Json> = state
        .orders
        .iter()
        .filter(|order| done(order) && state.view(&order.instance_id).is_ok())
        .map(|order| {
            json!({
                "resource_id": order.instance_id, "service_type_code": SERVICE, "status": 2, "is_main_resource": 1,
                "effective_time": time(order.placed),
            })
        })
        .collect();
    Ok(json!({ "total_count": bought.len(), "data": bought }))
}

fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn info(order: &Order) -> Json {
    let mut info = json!({
        "order_id": order.id, "customer_id": "0123456789abcdef0123456789abcde0", "service_type_code": SERVICE,
        "source_type": 1, "status": order.status as u8, "order_type": 1, "official_amount": 0.0,
        "amount_after_discount": 0.0, "measure_id": 1, "currency": "USD", "create_time": time(order.placed),
    });
    if order.status == OrderStatus::Done {
        info["payment_time"] = json!(time(order.placed));
    }
    info
}
