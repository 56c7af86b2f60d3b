//! Orders in the billing centre, which decide what became of a yearly/monthly purchase (`cloud::api`, "Orders").

use super::{Client, pages};
use crate::catalog::Order;
use crate::cloud::bounded_json::Json;
use crate::cloud::endpoints::{INTERNATIONAL_BSS, Service};
use crate::cloud::request::{self, Call};
use crate::cloud::{codes, error, json};
use crate::failure::Failure;
use crate::language::Text;
use std::sync::atomic::Ordering;

/// The permission for everything here.
const VIEW: &str = "billing:order:view";

impl Client {
    /// Orders of the message service that wait for payment and were made at `since` (milliseconds since 1970) or
    /// later, newest first (`cloud::api`, "Orders"). Orders of other DMS products are among them.
    ///
    /// # Errors
    /// When the billing centre could not be asked, or refused to say.
    pub async fn unpaid_orders(&self, since: i64) -> Result<Vec<Order>, Failure> {
        let call = self
            .global(Service::Bss, "/v2/orders/customer-orders", VIEW)
            .await
            .with("service_type_code", "hws.service.type.dms")
            .with("status", "6")
            .with("order_by", "-createTime")
            .with("limit", "100")
            .with("offset", "0");
        let recent =
            |item: &Json| json::order(item).filter(|order| order.created_at.is_none_or(|created| created >= since));
        let orders = |call| {
            self.pages(call, "order_infos", recent, |call, page, received| {
                call.next_offset(json::number(&page.head, "total_count"), received)
            })
        };
        let listed = match orders(call.clone()).await {
            Err(failure) => orders(self.international(call, failure)?).await,
            listed => listed,
        };
        pages::whole(listed?)
    }

    /// What has become of an order: 4 cancelled, 5 done, 6 pending payment, and others (`cloud::api`, "Orders").
    ///
    /// # Errors
    /// When the billing centre could not be asked, refused to say, or gave no status.
    pub async fn order_status(&self, id: &str) -> Result<u64, Failure> {
        if !request::is_segment(id) {
            return Err(error::not_sent(
                Text("This is not the number of an order."),
                Text("Look at it in the console."),
            ));
        }
        let path = format!("/v2/orders/customer-orders/details/{id}");
        let call = self.global(Service::Bss, &path, VIEW).await;
        match self.status_of_order(&call, id).await {
            Err(failure) => self.status_of_order(&self.international(call, failure)?, id).await,
            status => status,
        }
    }

    async fn status_of_order(&self, call: &Call, id: &str) -> Result<u64, Failure> {
        let answer = self.read(call).await?;
        let body = self.success(call, &answer)?;
        // An answer about another order says nothing of this one.
        let ours = body.get("order_info").filter(|order| json::text(order, "order_id") == id);
        let status = ours.and_then(|order| json::number(order, "status"));
        status.ok_or_else(|| self.unreadable(&answer))
    }

    /// The call to the billing centre of the international site, where a failure says that the account belongs there.
    /// From then on all calls go there. Where the address of billing was given, it is the only one that is asked.
    fn international(&self, call: Call, failure: Failure) -> Result<Call, Failure> {
        let belongs_there = failure.code.as_deref().is_some_and(codes::is_international);
        if !belongs_there || self.settings.endpoints.given(Service::Bss).is_some() {
            return Err(failure);
        }
        self.international.store(true, Ordering::Relaxed);
        Ok(Call { base: INTERNATIONAL_BSS.to_owned(), ..call })
    }
}
