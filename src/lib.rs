//! rocketmq-wizard: buys a Huawei Cloud DMS for RocketMQ instance from a terminal.

pub mod catalog;
pub mod cloud;
pub mod purchase;
pub mod secret;
pub mod store;
